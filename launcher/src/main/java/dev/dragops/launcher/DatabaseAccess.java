package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * How the embedded database is entered. Kept in a file that only its owner reads, so that a command beside the running
 * product finds the way too.
 */
record DatabaseAccess(int port, String password) {
    private static final String USER = "dragops";

    DatabaseAccess {
        if (port < 1 || port > 65_535 || !password.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a port and a password of 64 hexadecimal digits are required");
        }
    }

    DatabaseAccess at(int otherPort) {
        return new DatabaseAccess(otherPort, password);
    }

    Settings.Database settings() {
        return new Settings.Database("jdbc:mariadb://127.0.0.1:" + port + "/dragops", USER, password);
    }

    String text() {
        Settings.Database database = settings();
        return "url=" + database.url() + "\nuser=" + database.user() + "\npassword=" + password + "\nport=" + port
                + "\n";
    }

    /** What the file says; empty where it is missing or damaged, since a new password can always be set. */
    static Optional<DatabaseAccess> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        try {
            return Optional.of(new DatabaseAccess(
                    Integer.parseInt(properties.getProperty("port", "")), properties.getProperty("password", "")));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "DatabaseAccess[port=" + port + "]";
    }
}
