package dev.dragops.accounts;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** What counts as one client: an IPv4 address, or the 64-bit network of an IPv6 one, since its user has all of it. */
final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

    /** As a person reads it; empty where it is no address, such as behind a proxy that names none. */
    static Optional<String> shown(String remoteAddress) {
        String client = of(remoteAddress);
        if (client.matches("[0-9a-f]{16}")) {
            return Optional.of(client.replaceAll("(....)(?=.)", "$1:").replaceAll("\\b0{1,3}", "") + "::/64");
        }
        return Optional.of(client).filter(text -> text.matches("[0-9.]{7,15}"));
    }

    static String of(String remoteAddress) {
        // only literals, which are not looked up
        if (!remoteAddress.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%\\w+)?")) {
            return remoteAddress;
        }
        try {
            String withoutZone = remoteAddress.replaceFirst("%.*", "");
            if (InetAddress.getByName(withoutZone) instanceof Inet6Address v6) {
                return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), NETWORK_BYTES));
            }
            return InetAddress.getByName(withoutZone).getHostAddress();
        } catch (UnknownHostException notALiteral) {
            return remoteAddress;
        }
    }
}
