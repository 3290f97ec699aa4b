package dev.dragops.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code DRAGOPS_DATA_DIR}, held by one launcher at a time. The lock belongs to this process alone and goes with it,
 * however it ends.
 */
final class DataFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel channel;
    private final LeftOvers leftOvers;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.leftOvers = new LeftOvers(path.resolve("processes"));
    }

    /**
     * Takes hold of the folder, makes it where it is missing, and stops what a killed launcher left running in it.
     *
     * @throws StartRefused where another launcher holds it
     */
    static DataFolder hold(Path path) throws IOException, InterruptedException, StartRefused {
        DataFolder folder = tryHold(path)
                .orElseThrow(() -> new StartRefused("another DRAGOPS is running on the data folder " + path
                        + ": stop it, or set DRAGOPS_DATA_DIR to another folder"));
        folder.leftOvers.stop();
        return folder;
    }

    /** As {@link #hold}, without stopping anything; empty where another launcher holds it. */
    static Optional<DataFolder> tryHold(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, ownerOnlyFolder(path));
        }
        FileChannel channel =
                FileChannel.open(path.resolve("launcher.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(channel)) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(new DataFolder(path, channel));
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    LeftOvers leftOvers() {
        return leftOvers;
    }

    /** Writes a file that only its owner reads. It is complete or absent, also where the machine stops meanwhile. */
    void writePrivately(String name, String text) throws IOException {
        Path draft = path.resolve(name + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** An empty folder of that name, whatever was in it before. */
    Path emptied(String name) throws IOException {
        Path folder = path.resolve(name);
        delete(folder);
        return Files.createDirectory(folder, ownerOnlyFolder(path));
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void copy(Path tree, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path copy = target.resolve(tree.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static FileAttribute<?>[] ownerOnlyFolder(Path near) {
        boolean posix = near.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER)}
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
