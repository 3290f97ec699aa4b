package dev.dragops.accounts;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * The one-time code that whoever makes the first account must know, and whether this server asks for it: it does where
 * the operator set one, and where strangers can reach the server, since the first account is the administrator.
 */
final class SetupCode {
    /** Crockford's base 32: nothing in it looks like something else. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int GROUPS = 4;
    private static final int GROUP_LENGTH = 5;

    private SetupCode() {}

    /** Looks a variable or a property up. */
    interface Lookup {
        Optional<String> of(String name);
    }

    /** Whether the first account of this server needs a code. */
    static boolean isNeeded(Lookup environment, Lookup systemProperties) {
        return environment.of("DRAGOPS_SETUP_CODE").isPresent() || !isOnLoopback(environment, systemProperties);
    }

    /** As {@link #isNeeded(Lookup, Lookup)}, for this process. */
    static boolean isNeeded() {
        return isNeeded(
                name -> Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank()),
                name -> Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank()));
    }

    private static boolean isOnLoopback(Lookup environment, Lookup systemProperties) {
        if (systemProperties.of("jboss.home.dir").isPresent()) {
            return isLoopback(systemProperties.of("jboss.bind.address").orElse("127.0.0.1"));
        }
        // another server does not tell; where its launcher does not either, strangers are assumed
        return environment.of("DRAGOPS_HTTP_ADDRESS").map(SetupCode::isLoopback).orElse(false);
    }

    /** A name other than localhost is not looked up: what it stands for today says little about tomorrow. */
    private static boolean isLoopback(String address) {
        String bare = address.strip().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
        return bare.equals("localhost")
                || bare.equals("::1")
                || bare.equals("0:0:0:0:0:0:0:1")
                || bare.matches("127(\\.\\d{1,3}){3}");
    }

    /** 100 random bits, in groups that can be read aloud. */
    static String next() {
        SecureRandom random = new SecureRandom();
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
            if (i > 0 && i % GROUP_LENGTH == 0) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** What is stored of a code made by {@link #next}, however it was typed: case, hyphens and spaces do not count. */
    static byte[] hash(String code) {
        return Bearer.sha256(code.replaceAll("[-\\s]", "").toUpperCase(Locale.ROOT));
    }

    /** Compares with the operator's own code, as it is but for spaces around it. */
    static boolean isOperators(String code, String operators) {
        return MessageDigest.isEqual(Bearer.sha256(code.strip()), Bearer.sha256(operators.strip()));
    }
}
