package dev.dragops.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dragops.vault.crypto.RootKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootKeyFileTest {
    @TempDir
    private Path folder;

    @Test
    void makesAPrivateFileInPrivateFoldersThatReadsBackTheSame() throws IOException {
        Path path = folder.resolve("a/b/root.key");
        RootKey key = RootKey.random();

        assertThat(new RootKeyFile(path).create(key)).isTrue();

        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(mode(path.getParent())).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
        assertThat(Files.readAllBytes(path)).isEqualTo(key.reveal()).hasSize(32);
        assertThat(new RootKeyFile(path).read())
                .hasValueSatisfying(read -> assertThat(read.fingerprint()).isEqualTo(key.fingerprint()));
        assertThat(entries(path.getParent())).containsExactly("root.key");
    }

    @Test
    void neverOverwritesAFile() throws IOException {
        Path path = file("rw-------", new byte[] {1, 2, 3});

        assertThat(new RootKeyFile(path).create(RootKey.random())).isFalse();

        assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3);
        assertThat(entries(folder)).containsExactly("root.key");
    }

    @Test
    void letsOneOfManyMakersWin() throws Exception {
        RootKeyFile file = new RootKeyFile(folder.resolve("root.key"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> makers = new ArrayList<>();
            for (int maker = 0; maker < 8; maker++) {
                makers.add(() -> {
                    boolean won = file.create(RootKey.random());
                    assertThat(file.read()).isPresent();
                    return won;
                });
            }
            int winners = 0;
            for (Future<Boolean> made : threads.invokeAll(makers)) {
                winners += made.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
            assertThat(entries(folder)).containsExactly("root.key");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tellsAMissingFileFromABadOne() {
        assertThat(new RootKeyFile(folder.resolve("root.key")).read()).isEmpty();
        assertThat(new RootKeyFile(folder.resolve("no/such/folder/root.key")).read())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------"})
    void readsAFileThatOnlyItsOwnerCanRead(String mode) throws IOException {
        assertThat(new RootKeyFile(file(mode, key())).read()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rw-r--r--",
                "rw-r-----",
                "rw----r--",
                "rw--w----",
                "rw-----w-",
                "rwx------",
                "r-x------",
                "rw---x---",
                "rwxrwxrwx",
                "---------",
                "-w-------"
            })
    void refusesEveryOtherPermission(String mode) throws IOException {
        assertRefused(file(mode, key()), mode, "chmod 600");
    }

    @ParameterizedTest
    @CsvSource({"0, is empty", "1, too short (1 bytes)", "31, too short (31 bytes)", "33, too long", "100000, too long"
    })
    void refusesAFileOfAnotherLength(int length, String reason) throws IOException {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);

        assertRefused(file("rw-------", bytes), reason, "from its backup");
    }

    @Test
    void refusesAFileThatHoldsNothingButZeroBytes() throws IOException {
        assertRefused(file("rw-------", new byte[32]), "zero bytes", "from its backup");
    }

    @Test
    void refusesAFolder() throws IOException {
        Path path = Files.createDirectory(folder.resolve("root.key"));

        assertRefused(path, "a folder", "DRAGOPS_ROOT_KEY_FILE");
    }

    @Test
    void followsASymbolicLinkAndChecksWhatItLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file("rw-------", key()));
        assertThat(new RootKeyFile(link).read()).isPresent();

        Files.setPosixFilePermissions(folder.resolve("root.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(link, "rw-r--r--", "chmod 600");

        Files.delete(folder.resolve("root.key"));
        assertRefused(link, "symbolic link", "from its backup");
        assertThat(new RootKeyFile(link).create(RootKey.random())).isFalse();
    }

    @Test
    void makesAFileInAFolderBehindASymbolicLink() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        assertThat(new RootKeyFile(link.resolve("root.key")).create(RootKey.random()))
                .isTrue();
        assertThat(entries(real)).containsExactly("root.key");
    }

    @Test
    void saysHowToMendAPlaceWhereNoFileCanBeMade() throws IOException {
        Files.writeString(folder.resolve("notAFolder"), "");

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> new RootKeyFile(folder.resolve("notAFolder/root.key")).create(RootKey.random()))
                .withMessageContainingAll("notAFolder/root.key", "cannot be made", "head -c 32 /dev/urandom");
    }

    private static void assertRefused(Path path, String reason, String mend) {
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> new RootKeyFile(path).read())
                .withMessageContainingAll("refuses to start", path.toString(), reason, mend);
    }

    private Path file(String mode, byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("root.key"), content);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static byte[] key() {
        return RootKey.random().reveal();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
