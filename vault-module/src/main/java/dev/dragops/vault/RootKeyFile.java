package dev.dragops.vault;

import dev.dragops.vault.crypto.RawKey;
import dev.dragops.vault.crypto.RootKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The file with the root key: 32 raw bytes that only their owner can read (0400 or 0600). */
final class RootKeyFile {
    private static final System.Logger LOG = System.getLogger(RootKeyFile.class.getName());

    private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("r--------");
    private static final Set<PosixFilePermission> READ_WRITE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> FOLDER_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE_MODE = PosixFilePermissions.asFileAttribute(READ_WRITE);

    private static final String RESTORE = "Put the right file back from its backup.";
    private static final String BY_HAND =
            "Make it by hand, once: (umask 077; head -c 32 /dev/urandom > the file), then start again.";

    private final Path path;

    RootKeyFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** A file beside this one, named after the key that it is for. */
    RootKeyFile beside(String fingerprint) {
        return new RootKeyFile(path.resolveSibling(path.getFileName() + "." + fingerprint));
    }

    /**
     * The key in the file; empty where there is no file.
     *
     * @throws StartRefused where there is one that cannot be trusted or understood
     */
    Optional<RootKey> read() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            requireRegularFile();
            requirePrivate();
            return Optional.of(RootKey.of(content()));
        } catch (IOException failed) {
            throw new StartRefused(
                    named("cannot be read (" + failed.getClass().getSimpleName() + ")."),
                    "Let the user that runs the server own it.",
                    failed);
        }
    }

    private void requireRegularFile() {
        if (!Files.exists(path)) {
            throw new StartRefused(named("is a symbolic link to something that is missing or out of reach."), RESTORE);
        }
        if (!Files.isRegularFile(path)) {
            throw new StartRefused(
                    named("is not a file but a folder or something else."),
                    "Name a file in DRAGOPS_ROOT_KEY_FILE, or remove what is in its place.");
        }
    }

    private void requirePrivate() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            throw new StartRefused(
                    named("lies on a file system without POSIX permissions, where nobody can tell who may read it."),
                    "Name a file elsewhere in DRAGOPS_ROOT_KEY_FILE.");
        }
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        if (!mode.equals(READ) && !mode.equals(READ_WRITE)) {
            throw new StartRefused(
                    named("has the permissions " + PosixFilePermissions.toString(mode)
                            + ", but only its owner may read it."),
                    "If others could have read it, its content may be known; else run chmod 600 on it (0400 and 0600"
                            + " are accepted).");
        }
    }

    private byte[] content() throws IOException {
        byte[] found;
        try (InputStream in = Files.newInputStream(path)) {
            found = in.readNBytes(RawKey.LENGTH + 1);
        }
        if (found.length == RawKey.LENGTH && !Arrays.equals(found, new byte[RawKey.LENGTH])) {
            return found;
        }
        String fault =
                switch (Integer.compare(found.length, RawKey.LENGTH)) {
                    case 0 -> "holds nothing but zero bytes, as a file does that was never written to the disk.";
                    case 1 -> "is too long: a root key has exactly 32 raw bytes, and no line end or encoding.";
                    default ->
                        found.length == 0
                                ? "is empty: a root key has exactly 32 raw bytes."
                                : "is too short (" + found.length + " bytes): a root key has exactly 32 raw bytes.";
                };
        Arrays.fill(found, (byte) 0);
        throw new StartRefused(named(fault), RESTORE);
    }

    /**
     * Writes a new file, whole and durable or not at all.
     *
     * @return false where there is something in its place: it is never overwritten
     * @throws StartRefused where no file can be made
     */
    boolean create(RootKey key) {
        byte[] bytes = key.reveal();
        try {
            Path folder = folder();
            Path draft = Files.createTempFile(folder, ".root-key-", ".new", FILE_MODE);
            try {
                write(draft, bytes);
                if (!link(draft)) {
                    return false;
                }
            } finally {
                Files.delete(draft);
            }
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
            return true;
        } catch (IOException | UnsupportedOperationException failed) {
            throw new StartRefused(
                    named("is missing and cannot be made here ("
                            + failed.getClass().getSimpleName() + ")."),
                    BY_HAND,
                    failed);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Takes away a file that was made for nothing; one that stays opens nothing. */
    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.WARNING, named("opens nothing: delete it"), failed);
        }
    }

    private Path folder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new FileSystemException(path.toString());
        }
        if (!Files.isDirectory(folder)) { // createDirectories refuses a link to a folder in Java 17
            Files.createDirectories(folder, FOLDER_MODE);
        }
        return folder;
    }

    private static void write(Path draft, byte[] bytes) throws IOException {
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
    }

    /** A link is made whole or not at all, and never over another file, which no way to rename promises. */
    private boolean link(Path draft) throws IOException {
        try {
            Files.createLink(path, draft);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    /** A sentence that starts with the file. */
    String named(String fault) {
        return "the root key file " + path + " " + fault;
    }
}
