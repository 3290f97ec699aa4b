package dev.dragops.launcher;

import java.util.List;

/** What both servers get of the machine's memory. */
final class ServerMemory {
    /** Metaspace from the start at the size that the product needs, which saves full collections while it starts. */
    static final List<String> OPTIONS = List.of("-Xms128m", "-Xmx1g", "-XX:MetaspaceSize=192m");

    private ServerMemory() {}
}
