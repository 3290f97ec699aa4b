package dev.dragops.web.pages;

import dev.dragops.platform.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The cookies of the pages. All are {@code HttpOnly}, {@code SameSite=Lax} and of the whole site; over https they are
 * {@code Secure} too and carry the {@code __Host-} prefix, which keeps other hosts of the domain from setting them
 * (RFC 6265bis, section 4.1.3).
 */
@ApplicationScoped
class PageCookies {
    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom CHANCE = new SecureRandom();

    private static final int ONE_YEAR = 365 * 24 * 3600;

    private final boolean secure;

    PageCookies() {
        this(Settings.fromEnvironment().publicUrl());
    }

    PageCookies(URI publicUrl) {
        this.secure = "https".equals(publicUrl.getScheme());
    }

    /** Whether browsers reach the product over https. */
    boolean secure() {
        return secure;
    }

    /** Holds the bearer of the session. */
    String session() {
        return name("dragops_session");
    }

    /** Holds a random value that the forms before signing in are bound to. */
    String visitor() {
        return name("dragops_pre");
    }

    /** Holds the theme that the person chose; it outlives the session. */
    String theme() {
        return name("dragops_theme");
    }

    /** The header that sets the cookie of the theme, or ends it where the system is to decide. */
    String remember(Theme theme) {
        return theme == Theme.SYSTEM ? end(theme()) : setFor(theme(), theme.wire(), ONE_YEAR);
    }

    /** The header that sets a cookie until the browser ends. */
    String set(String name, String value) {
        return name + "=" + value + attributes();
    }

    /** The header that sets a cookie for that many seconds. */
    String setFor(String name, String value, int seconds) {
        return name + "=" + value + "; Max-Age=" + seconds + attributes();
    }

    /** The header that ends a cookie. */
    String end(String name) {
        return setFor(name, "", 0);
    }

    /** A new random value of 256 bits. */
    static String random() {
        byte[] bytes = new byte[32];
        CHANCE.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a value could have been made by {@link #random()}. */
    static boolean isRandom(String value) {
        return RANDOM.matcher(value).matches();
    }

    private String name(String plain) {
        return secure ? "__Host-" + plain : plain;
    }

    private String attributes() {
        return "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
