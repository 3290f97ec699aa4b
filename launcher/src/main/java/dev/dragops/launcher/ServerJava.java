package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import dev.dragops.platform.TraceAgent;
import java.util.ArrayList;
import java.util.List;

/** The options of Java that both servers get. */
final class ServerJava {
    private static final List<String> OPTIONS = List.of(
            "-Xms256m",
            "-Xmx1g",
            // from the start at the size that the product needs, which saves full collections while it starts
            "-XX:MetaspaceSize=192m",
            // whatever threads lost in that moment is unknown: a new process knows, and is started by us
            "-XX:+ExitOnOutOfMemoryError",
            // ten times the JVM's own: on two cores, half of a start went into optimizing what runs only then
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private ServerJava() {}

    static List<String> options(Settings settings) {
        List<String> options = new ArrayList<>(OPTIONS);
        settings.traceAgent().ifPresent(agent -> {
            options.add("-javaagent:" + agent);
            options.addAll(TraceAgent.OPTIONS);
        });
        return options;
    }
}
