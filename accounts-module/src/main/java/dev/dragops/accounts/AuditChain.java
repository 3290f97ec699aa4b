package dev.dragops.accounts;

import dev.dragops.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * How each row of the trail is linked to the one before: by an HMAC under a key of the vault, so that whoever can write
 * the database, but does not have the root key, cannot make the links of a trail that was changed.
 */
final class AuditChain {
    private static final String START = "accounts/audit-start";
    private static final String LINK = "accounts/audit-link";
    private static final String HEAD = "accounts/audit-head";

    private final Vault vault;

    AuditChain(Vault vault) {
        this.vault = vault;
    }

    /**
     * Where the proof begins.
     *
     * @param begunAt when the first row was chained
     * @param foundTo the sequence of the last row that was there by then
     */
    record Start(Instant begunAt, long foundTo) {}

    /**
     * The last link, or any.
     *
     * @param place of its row in the chain, from 1; 0 before the first
     * @param hash 64 hex digits
     */
    record Link(long place, String hash) {
        byte[] bytes() {
            return HexFormat.of().parseHex(hash);
        }
    }

    Link start(Start start) {
        byte[] message = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(AuditStored.microseconds(start.begunAt()))
                .putLong(start.foundTo())
                .array();
        return new Link(0, hex(vault.mac(START, message)));
    }

    /** What links that row to the link before. */
    Link next(Link before, AuditStored row) {
        byte[] previous = before.bytes();
        byte[] content = row.content();
        long place = before.place() + 1;
        byte[] message = ByteBuffer.allocate(previous.length + Long.BYTES + content.length)
                .put(previous)
                .putLong(place)
                .put(content)
                .array();
        return new Link(place, hex(vault.mac(LINK, message)));
    }

    /** Proves that a line of a head file was written by the product. */
    String headMac(String head) {
        return hex(vault.mac(HEAD, head.getBytes(StandardCharsets.UTF_8)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
