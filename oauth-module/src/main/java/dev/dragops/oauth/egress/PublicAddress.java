package dev.dragops.oauth.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Which addresses are public: none of the special ones of RFC 6890 and the registries that follow it. */
final class PublicAddress {
    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublicV4(bytes) : isPublicV6(bytes);
    }

    private static boolean isPublicV4(byte[] address) {
        int a = address[0] & 0xff;
        int b = address[1] & 0xff;
        int c = address[2] & 0xff;
        boolean special = a == 0
                || a == 10
                || a == 127
                || (a == 100 && b >= 64 && b <= 127)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b <= 31)
                || (a == 192 && b == 0 && (c == 0 || c == 2))
                || (a == 192 && b == 88 && c == 99)
                || (a == 192 && b == 168)
                || (a == 198 && (b == 18 || b == 19))
                || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113)
                || a >= 224;
        return !special;
    }

    /** Only global unicast 2000::/3, and none in there that stands for something else. */
    private static boolean isPublicV6(byte[] address) {
        // NAT64 (RFC 6052) reaches the IPv4 address at its end; ::ffff:0:0/96 comes as an Inet4Address already
        if (startsWith(address, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return isPublicV4(Arrays.copyOfRange(address, 12, 16));
        }
        if ((address[0] & 0xe0) != 0x20) {
            return false;
        }
        // 6to4 (RFC 3056) reaches the IPv4 address after its prefix
        if (startsWith(address, 0x20, 0x02)) {
            return isPublicV4(Arrays.copyOfRange(address, 2, 6));
        }
        // 2001::/23 holds Teredo, benchmarks and ORCHID; 2001:db8::/32 and 3fff::/20 are for documents
        boolean special = (startsWith(address, 0x20, 0x01) && (address[2] & 0xfe) == 0)
                || startsWith(address, 0x20, 0x01, 0x0d, 0xb8)
                || (startsWith(address, 0x3f, 0xff) && (address[2] & 0xf0) == 0);
        return !special;
    }

    private static boolean startsWith(byte[] address, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((address[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
