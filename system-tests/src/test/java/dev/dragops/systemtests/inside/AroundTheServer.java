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
 * ended after it; and a folder of its own, so that it writes nothing to the one that was built.
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
        try {
            if (System.getProperty("arquillian.launch").equals("payara")) {
                layOutDomain();
            } else {
                layOutStandalone(installation.folder().resolve("server"));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (installation != null) {
            installation.stop();
        }
    }

    /** WildFly as it was provisioned, but that Arquillian asks it by JMX where the tests are. */
    private static void layOutStandalone(Path base) throws IOException {
        copy(Installation.built().resolve("server-wildfly/standalone/configuration"), base.resolve("configuration"));
        Files.createDirectories(base.resolve("deployments"));
        Path configuration = base.resolve("configuration/standalone.xml");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replaceFirst(
                                "(?s)(<subsystem xmlns=\"urn:jboss:domain:jmx:[^>]*>.*?)(</subsystem>)",
                                "$1<remoting-connector/>$2"));
    }

    /** Payara's prepared domain, with the ports of this run. */
    private static void layOutDomain() throws IOException {
        Path home = Installation.built().resolve("server-payara");
        Path domains = home.resolve("payara6/glassfish/domains");
        Path domain = domains.resolve("system-tests");
        delete(domain);
        for (String part : new String[] {"config", "lib"}) {
            copy(domains.resolve("domain1").resolve(part), domain.resolve(part));
        }
        Files.createDirectories(domain.resolve("docroot"));
        Files.writeString(
                domain.resolve("config/domain.xml"),
                withPort(
                        "dragops.admin.port",
                        "inside.management.port",
                        withPort(
                                "dragops.http.port",
                                "inside.http.port",
                                Files.readString(home.resolve("domain.xml")))));
    }

    private static String withPort(String name, String property, String domainXml) {
        return domainXml.replaceFirst(
                "(name=\"" + name + "\" value=\")[0-9]+\"", "$1" + System.getProperty(property) + "\"");
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
