package dev.dragops.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the build left for the launcher, and what no start ever writes to: the EAR, the provisioned servers, the
 * database's binaries, the jars of the operator's commands.
 *
 * @param folder {@code app-ear/target}
 */
record Installation(Path folder) {
    /** Names the folder to {@code java}; bin/run sets it. */
    static final String PROPERTY = "dragops.installation";

    static Installation ofThisProcess() throws StartRefused {
        String folder = Optional.ofNullable(System.getProperty(PROPERTY))
                .orElseThrow(() -> new StartRefused("-D" + PROPERTY + " is missing: start me by bin/run"));
        return new Installation(Path.of(folder).toAbsolutePath().normalize());
    }

    Path ear() throws StartRefused {
        return existing("dragops.ear", "the application is not built: run bin/run");
    }

    Path wildFly() throws StartRefused {
        return existing("server-wildfly", "WildFly is not provisioned: run bin/run");
    }

    Path payara() throws StartRefused {
        return existing("server-payara/payara6", "Payara is not unpacked: run bin/run --server payara");
    }

    Path mariaDb() throws StartRefused {
        return existing(
                "mariadb",
                "there are no MariaDB binaries for this platform (Linux on x86-64 has them): set DRAGOPS_DB_URL,"
                        + " DRAGOPS_DB_USER and DRAGOPS_DB_PASSWORD to use a MariaDB of your own");
    }

    /** The class path of commands that work on the product's data without a server. */
    String operatorClassPath() throws StartRefused {
        return existing("operator", "the application is not built: run bin/run")
                .resolve("*")
                .toString();
    }

    private Path existing(String name, String otherwise) throws StartRefused {
        Path path = folder.resolve(name);
        if (!Files.exists(path)) {
            throw new StartRefused(otherwise);
        }
        return path;
    }
}
