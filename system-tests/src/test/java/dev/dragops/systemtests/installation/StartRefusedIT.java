package dev.dragops.systemtests.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings and keys that make no sense stop the start, and the operator reads why. */
class StartRefusedIT {

    @Test
    void namesEverySettingThatMakesNoSense() {
        Installation installation = Installation.named("settings");
        Map<String, String> senseless = Map.of(
                "DRAGOPS_HTTP_PORT", "http",
                "DRAGOPS_LOCAL_AUTH", "perhaps",
                "DRAGOPS_PUBLIC_URL", "not a url",
                "DRAGOPS_SETUP_CODE", "short",
                "DRAGOPS_EGRESS_ALLOW", "localhost",
                "DRAGOPS_PACKS_DIR", "relative/path",
                "DRAGOPS_DB_PASSWORD", "a-password-without-a-url");
        senseless.forEach(installation::with);
        installation.with(
                "DRAGOPS_ROOT_KEY_FILE",
                installation.dataDir().resolve("root.key").toString());

        String told = installation.startRefused();

        assertThat(told)
                .contains(senseless.keySet().stream()
                        .filter(name -> !name.equals("DRAGOPS_DB_PASSWORD"))
                        .toList())
                .contains("DRAGOPS_ROOT_KEY_FILE", "DRAGOPS_DB_URL")
                .doesNotContain("a-password-without-a-url", "\tat ");
        assertThat(installation.dataDir()).doesNotExist();
    }

    @Test
    void refusesAnotherKeyAndWritesNothing() throws Exception {
        Installation installation = Installation.named("wrong-key");
        Dragops dragops = installation.start();
        Person ada = dragops.register();
        ada.createSlack("xoxb-under-the-right-key", "Slack");
        Path right = installation.rootKeyFile();
        List<String> before = installation.database().checksums();
        installation.stop();

        Path wrong = installation.folder().resolve("wrong.key");
        byte[] key = Files.readAllBytes(right);
        key[0] = (byte) (key[0] ^ (key[0] >= '0' && key[0] <= '9' ? 1 : 2));
        Files.createFile(wrong, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(wrong, key);
        String told =
                installation.with("DRAGOPS_ROOT_KEY_FILE", wrong.toString()).startRefused();
        assertThat(told).contains("root key").containsPattern("[0-9a-f]{16}");

        Path missing = installation.folder().resolve("missing.key");
        installation.with("DRAGOPS_ROOT_KEY_FILE", missing.toString()).startRefused();
        assertThat(missing).as("no key is made for a database that has one").doesNotExist();

        installation.with("DRAGOPS_ROOT_KEY_FILE", right.toString()).start();
        Database database = installation.database();
        assertThat(database.checksums()).isEqualTo(before);
        assertThat(ada.engine().openConnection("Slack").expect(200).text("/credentials/apiKey"))
                .isEqualTo("xoxb-under-the-right-key");
        installation.stop();
    }
}
