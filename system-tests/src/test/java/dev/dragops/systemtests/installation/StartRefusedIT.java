package dev.dragops.systemtests.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Installation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that make no sense stop the start, and the operator reads why. */
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
}
