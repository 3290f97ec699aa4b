package dev.dragops.accounts;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one client: an IPv4 address, or the 64-bit network of an IPv6 one, since its user has all of it. */
final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

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
