package dev.dragops.accounts;

import dev.dragops.accounts.AuditChain.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file outside the database that tells how far the chain had come: a line for each time that it was written, only
 * ever appended and on the disk before this goes on. Each line is {@code time place hash mac}.
 */
final class HeadFile {
    private static final Pattern LINE = Pattern.compile("(\\S{20,30}) (\\d{1,18}) ([0-9a-f]{64}) ([0-9a-f]{64})");
    private static final int LONGEST_LINE = 200;

    private final Path path;
    private final AuditChain chain;

    HeadFile(Path path, AuditChain chain) {
        this.path = path;
        this.chain = chain;
    }

    /** A file that cannot be written: a life-cycle method may throw this one. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(Path path, IOException cause) {
            super(
                    "The audit trail's head cannot be written to " + path + " ("
                            + cause.getClass().getSimpleName()
                            + "): let the user that runs the server own that file and"
                            + " its folder, or name another in DRAGOPS_AUDIT_HEAD_FILE.",
                    cause);
        }
    }

    /**
     * Makes the file where there is none.
     *
     * @throws Unusable with the mend in its message
     */
    void open() {
        try (FileChannel file = channel()) {
            file.force(true);
        } catch (IOException failed) {
            throw new Unusable(path, failed);
        }
    }

    private FileChannel channel() throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** As it stands in the file, without the line's end. */
    static String line(AuditChain chain, Instant now, Link head) {
        String told = now + " " + head.place() + " " + head.hash();
        return told + " " + chain.headMac(told);
    }

    void append(Instant now, Link head) throws IOException {
        try (FileChannel file = channel()) {
            // on a line of its own, also where a crash has cut the last one
            String lead = endsWithin(path, file.size()) ? "\n" : "";
            ByteBuffer line =
                    ByteBuffer.wrap((lead + line(chain, now, head) + "\n").getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) {
                file.write(line);
            }
            file.force(false);
        }
    }

    private static boolean endsWithin(Path path, long size) throws IOException {
        if (size == 0) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer end = ByteBuffer.allocate(1);
            return file.read(end, size - 1) == 1 && end.get(0) != '\n';
        }
    }

    /** What a line tells; empty where the product did not write it so. */
    static Optional<Link> read(AuditChain chain, String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()
                || !chain.headMac(matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3))
                        .equals(matcher.group(4))) {
            return Optional.empty();
        }
        return Optional.of(new Link(Long.parseLong(matcher.group(2)), matcher.group(3)));
    }

    /** The last line that was written whole; empty for an empty file. */
    Optional<Link> last() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        String end;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(2 * LONGEST_LINE);
            long from = Math.max(0, file.size() - bytes.capacity());
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
                // until the end of the file
            }
            end = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        }
        Optional<Link> last = Optional.empty();
        for (String line : end.lines().toList()) {
            Optional<Link> read = read(chain, line);
            last = read.isPresent() ? read : last;
        }
        return last;
    }
}
