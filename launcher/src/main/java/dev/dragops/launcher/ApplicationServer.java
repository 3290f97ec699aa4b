package dev.dragops.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server, prepared in a folder of its own for one start. Nothing of an earlier start is left in it, so that what runs
 * is what was built.
 */
interface ApplicationServer {
    /** The whole command line; the process it starts is the server itself. */
    List<String> command();

    /**
     * Whether the server says that it and the product started, and that nothing failed. Only then is what answers on the
     * product's port the product.
     */
    boolean isUp() throws IOException;

    /** Why the server or the product did not start, in the server's own words; empty as long as neither failed. */
    Optional<String> refusal() throws IOException;

    /** Prepares the server that was asked for, with those options of Java. */
    static ApplicationServer prepare(
            ServerKind kind, Installation installation, DataFolder folder, Endpoint endpoint, List<String> java)
            throws IOException, InterruptedException, StartRefused {
        return switch (kind) {
            case WILDFLY ->
                WildFly.prepare(installation.wildFly(), installation.ear(), folder.emptied("wildfly"), endpoint, java);
            case PAYARA ->
                Payara.prepare(installation.payara(), installation.ear(), folder.emptied("payara"), endpoint, java);
        };
    }

    /** The program that runs this launcher also runs the servers. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
