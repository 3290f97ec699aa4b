package dev.dragops.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of IP addresses, as {@code 10.0.0.0/8} or one address. Never a name: whose address that is would be for others
 * to say.
 */
public final class Network {
    private static final String LITERAL = "\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Reads one; empty where the text is none. */
    public static Optional<Network> parse(String text) {
        String[] parts = text.split("/", -1);
        Optional<byte[]> address = bytes(parts[0]);
        if (address.isEmpty() || parts.length > 2) {
            return Optional.empty();
        }
        int most = address.get().length * Byte.SIZE;
        if (parts.length == 1) {
            return Optional.of(new Network(address.get(), most));
        }
        return Optional.of(parts[1])
                .filter(bits -> bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most)
                .map(bits -> new Network(address.get(), Integer.parseInt(bits)));
    }

    /** Whether the text is an address of this range. */
    public boolean contains(String text) {
        return bytes(text)
                .filter(other -> other.length == address.length)
                .filter(this::startsAlike)
                .isPresent();
    }

    private boolean startsAlike(byte[] other) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is an IP address. */
    public static boolean isAddress(String text) {
        return bytes(text).isPresent();
    }

    private static Optional<byte[]> bytes(String text) {
        if (!text.matches(LITERAL)) {
            return Optional.empty();
        }
        try {
            // a literal, which is not looked up
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && toString().equals(network.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
