package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayaraTest {
    @Test
    void takesTheCommandLineOutOfADryRun() throws StartRefused {
        assertThat(Payara.commandOf(List.of(
                        "Dump of JVM Invocation line that would be used to launch:",
                        "/opt/jdk/bin/java",
                        "-cp",
                        "/opt/payara/glassfish.jar",
                        "com.sun.enterprise.glassfish.bootstrap.ASMain",
                        "",
                        "Command start-domain executed successfully.")))
                .containsExactly(
                        "/opt/jdk/bin/java",
                        "-cp",
                        "/opt/payara/glassfish.jar",
                        "com.sun.enterprise.glassfish.bootstrap.ASMain");
    }

    @Test
    void passesOnWhyADryRunFailed() {
        assertThatThrownBy(() -> Payara.commandOf(
                        List.of("There is a process already using the admin port", "Command start-domain failed.")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("already using the admin port");
    }

    @Test
    void setsThePropertiesThatDifferBetweenInstances() {
        String domain =
                "<config><system-property name=\"dragops.http.port\" value=\"8080\"/><x port=\"${dragops.http.port}\"/></config>";

        assertThat(Payara.withProperties(domain, Map.of("dragops.http.port", "9191")))
                .isEqualTo(
                        "<config><system-property name=\"dragops.http.port\" value=\"9191\"/><x port=\"${dragops.http.port}\"/></config>");
    }

    @Test
    void refusesADomainThatWasNotPrepared() {
        assertThatThrownBy(() -> Payara.withProperties("<config/>", Map.of("dragops.http.port", "9191")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dragops.http.port");
    }
}
