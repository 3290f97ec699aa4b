package dev.dragops.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceAgentTest {
    private static List<String> problems(Map<String, String> environment, String... options) {
        Properties properties = new Properties();
        for (String option : options) {
            String[] pair = option.substring(2).split("=", 2);
            properties.setProperty(pair[0], pair[1]);
        }
        return TraceAgent.problems(environment, name -> Optional.ofNullable(properties.getProperty(name)));
    }

    @Test
    void refusesAnAgentThatWatchesEveryLibrary() {
        assertThat(problems(Map.of()))
                .singleElement()
                .asString()
                .contains("would export secrets", "DRAGOPS_TRACES_AGENT");
        assertThat(problems(Map.of("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "true")))
                .hasSize(1);
        assertThat(problems(
                        Map.of("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false"),
                        "-Dotel.instrumentation.common.default-enabled=true"))
                .as("a property counts for more")
                .hasSize(1);
    }

    @Test
    void takesOneWithItsEyesShut() {
        assertThat(problems(Map.of(), TraceAgent.OPTIONS.toArray(String[]::new)))
                .isEmpty();
        assertThat(problems(Map.of(
                        "OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED",
                        "false",
                        "OTEL_RESOURCE_DISABLED_KEYS",
                        "process.pid, process.command_line,process.command_args")))
                .isEmpty();
    }

    @Test
    void refusesOneThatTellsTheCommandLine() {
        assertThat(problems(Map.of("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false")))
                .singleElement()
                .asString()
                .contains("command line");
    }

    @Test
    void refusesAFileBesidesWhichTheOptionsCountForNothing() {
        assertThat(problems(Map.of("OTEL_CONFIG_FILE", "/etc/otel.yaml"), TraceAgent.OPTIONS.toArray(String[]::new)))
                .singleElement()
                .asString()
                .contains("OTEL_CONFIG_FILE");
    }

    @Test
    void refusesPayaraWhichExportsMoreThanOurSpans() {
        String[] options = Stream.concat(TraceAgent.OPTIONS.stream(), Stream.of("-Dcom.sun.aas.instanceRoot=/domain"))
                .toArray(String[]::new);

        assertThat(problems(Map.of(), options)).singleElement().asString().contains("Payara", "DRAGOPS_TRACES_AGENT");
    }

    @Test
    void isNotHere() {
        assertThat(TraceAgent.isHere()).isFalse();
    }
}
