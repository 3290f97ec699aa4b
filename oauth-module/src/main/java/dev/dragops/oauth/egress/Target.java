package dev.dragops.oauth.egress;

import dev.dragops.platform.HostPort;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where an outgoing call may go (threats.md, 8): https to a host that is spelled in one way only, or what the operator
 * allowed. Whether the host's addresses are public is checked as it is resolved.
 *
 * @param uri as it is called
 * @param host without brackets, in lower case
 * @param allowed whether the operator allowed that host and port, which lifts both rules
 */
public record Target(URI uri, String host, int port, boolean allowed) {
    private static final int LONGEST = 8_192;
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern V4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    /** A last label like this makes some resolvers read the whole name as a number: 2130706433, 0x7f.1, 127.1. */
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    /** Names that are never public (RFC 6761 section 6.3, RFC 6762, ICANN's reserved {@code internal}). */
    private static final Pattern PRIVATE_NAME = Pattern.compile("(.+\\.)?(localhost|local|internal|localdomain)\\.?");

    private static final Pattern V6 = Pattern.compile("[0-9a-f:.]{2,45}");

    /**
     * The target that the text names.
     *
     * @throws Refused where it is none that this server calls
     */
    public static Target of(String text, Set<HostPort> allow) throws Refused {
        URI uri = parse(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new Refused("The address must start with https://");
        }
        if (uri.getRawUserInfo() != null || uri.getHost() == null || uri.getRawFragment() != null) {
            throw new Refused("The address must name a host, and neither a user nor a fragment");
        }
        String host = host(uri.getHost().toLowerCase(Locale.ROOT));
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new Refused("The address must have a port from 1 to 65535, or none");
        }
        int port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        boolean allowed = allow.stream().anyMatch(entry -> entry.port() == port && sameHost(entry.host(), host));
        if (!allowed) {
            if (!scheme.equals("https")) {
                throw new Refused("The address must start with https://");
            }
            if (PRIVATE_NAME.matcher(host).matches()
                    || literal(host)
                            .filter(address -> !PublicAddress.is(address))
                            .isPresent()) {
                throw new Refused("The address is not a public one");
            }
        }
        return new Target(uri, host, port, allowed);
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static URI parse(String text) throws Refused {
        if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f) || text.indexOf('\\') >= 0) {
            throw new Refused("The address is not a valid URL");
        }
        try {
            URI uri = new URI(text).parseServerAuthority();
            // one written without a host, or with an empty port, reads differently elsewhere
            if (uri.getRawAuthority() == null || uri.getRawAuthority().endsWith(":")) {
                throw new Refused("The address must name a host");
            }
            return uri;
        } catch (URISyntaxException notAUrl) {
            throw new Refused("The address is not a valid URL");
        }
    }

    private static String host(String host) throws Refused {
        if (host.startsWith("[") && host.endsWith("]")) {
            String bare = host.substring(1, host.length() - 1);
            // zone ids are refused with everything else that is not an address
            if (V6.matcher(bare).matches()) {
                return bare;
            }
        } else if (V4.matcher(host).matches()) {
            return host;
        } else if (host.length() <= 253
                && NAME.matcher(host).matches()
                && !NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches()) {
            return host;
        }
        throw new Refused("The address must name its host by a plain name or address");
    }

    /** The address that the host is spelled as, without asking anybody. */
    static Optional<InetAddress> literal(String host) {
        if (!V4.matcher(host).matches() && host.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean sameHost(String entry, String host) {
        return entry.equals(host)
                || (literal(host).isPresent() && literal(entry).equals(literal(host)));
    }

    /** The target is not one that this server calls. The message never repeats it. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
