package dev.dragops.systemtests.inside;

import dev.dragops.systemtests.driver.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What a server that Arquillian starts needs around it: the database that its environment names, started before it and
 * ended after it; and on Payara a domain of its own with the ports of this run.
 */
public final class AroundTheServer implements LauncherSessionListener {
    private Installation installation;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("arquillian.launch") == null) {
            return;
        }
        installation = Installation.ofThisProcess("inside");
        installation.startDatabase();
        if (System.getProperty("arquillian.launch").equals("payara")) {
            layOutDomain();
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (installation != null) {
            installation.stop();
        }
    }

    private static void layOutDomain() {
        Path home = Installation.built().resolve("server-payara");
        Path domains = home.resolve("payara6/glassfish/domains");
        Path domain = domains.resolve("system-tests");
        try {
            delete(domain);
            for (String part : new String[] {"config", "lib"}) {
                copy(domains.resolve("domain1").resolve(part), domain.resolve(part));
            }
            Files.createDirectories(domain.resolve("docroot"));
            String configuration = Files.readString(home.resolve("domain.xml"));
            for (String[] port : new String[][] {
                {"dragops.http.port", System.getProperty("inside.http.port")},
                {"dragops.admin.port", System.getProperty("inside.management.port")}
            }) {
                configuration = configuration.replaceFirst(
                        "(name=\"" + port[0] + "\" value=\")[0-9]+\"", "$1" + port[1] + "\"");
            }
            Files.writeString(domain.resolve("config/domain.xml"), configuration);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void copy(Path tree, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path copy = target.resolve(tree.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }
}
