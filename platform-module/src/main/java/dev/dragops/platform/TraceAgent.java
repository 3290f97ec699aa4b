package dev.dragops.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The OpenTelemetry Java agent, which an operator may attach to have traces. By itself it watches every library, and
 * records what they are handed: the query of an OAuth callback, for one, with its code. So it runs with its own eyes
 * shut, and exports the steps of {@link Trace} alone; a process where it would see more does not start.
 */
public final class TraceAgent {
    /** What Java is told besides {@code -javaagent}. Properties, since the agent takes them before any variable. */
    public static final List<String> OPTIONS = List.of(
            "-Dotel.instrumentation.common.default-enabled=false",
            "-Dotel.instrumentation.opentelemetry-api.enabled=true",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none",
            // what callers put into baggage is theirs
            "-Dotel.propagators=tracecontext",
            "-Dotel.resource.disabled.keys=process.command_args,process.command_line");

    private static final String CLASS = "io.opentelemetry.javaagent.OpenTelemetryAgent";
    private static final String DISABLED = "otel.resource.disabled.keys";

    /** A server's may hold a password. */
    private static final List<String> COMMAND_LINE = List.of("process.command_args", "process.command_line");

    private static final String INSTRUMENTATION = "otel.instrumentation.common.default-enabled";

    /** Name a file besides which the agent reads none of the options above. */
    private static final List<String> FILES = List.of("otel.config.file", "otel.experimental.config.file");

    /** A property that every domain of Payara has. */
    private static final String PAYARA = "com.sun.aas.instanceRoot";

    private TraceAgent() {}

    /** Whether it is attached to this process. */
    static boolean isHere() {
        try {
            Class.forName(CLASS, false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException notAttached) {
            return false;
        }
    }

    /**
     * Why an agent that is attached must not be, and how to mend it.
     *
     * @param properties those of the system, empty where one is not set
     */
    static List<String> problems(Map<String, String> environment, Function<String, Optional<String>> properties) {
        Function<String, Optional<String>> option = name -> properties
                .apply(name)
                .or(() -> Optional.ofNullable(environment.get(variable(name))))
                .filter(value -> !value.isBlank());
        List<String> problems = new ArrayList<>();
        if (properties.apply(PAYARA).isPresent()) {
            problems.add("the OpenTelemetry agent is attached to Payara, which exports spans of its own through it that"
                    + " nobody has looked through: take it away (DRAGOPS_TRACES_AGENT), or run WildFly");
        }
        for (String file : FILES) {
            if (option.apply(file).isPresent()) {
                problems.add("the OpenTelemetry agent is attached with " + variable(file) + ", besides which it heeds"
                        + " nothing that keeps secrets out of traces: unset it, and use other OTEL_ variables");
            }
        }
        if (!option.apply(INSTRUMENTATION).map("false"::equalsIgnoreCase).orElse(false)
                || !List.of(option.apply(DISABLED).orElse("").split("\\s*,\\s*"))
                        .containsAll(COMMAND_LINE)) {
            problems.add("the OpenTelemetry agent is attached and would export secrets, such as the code of an OAuth"
                    + " callback or the server's command line: name it by DRAGOPS_TRACES_AGENT (bin/run), or give Java, besides it, "
                    + String.join(" ", OPTIONS));
        }
        return problems;
    }

    /** The variable that says the same as a property. */
    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
