package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.IOException;

/** Starts the embedded database alone, for development and for tests, and stays until the operator ends it. */
record RunDatabase() implements Command {
    @Override
    public int run(Installation installation) throws IOException, InterruptedException, StartRefused {
        Settings settings = Settings.fromEnvironment();
        if (settings.database().isPresent()) {
            throw new StartRefused("DRAGOPS_DB_URL names a database already: unset it to use the embedded one");
        }
        DataFolder folder = DataFolder.hold(settings.dataDir());
        EmbeddedDatabase database = EmbeddedDatabase.start(installation, folder, Shutdown.install());
        System.out.println("DRAGOPS_DB_URL=" + database.settings().url());
        System.out.println("DRAGOPS_DB_USER=" + database.settings().user());
        System.out.println("# DRAGOPS_DB_PASSWORD is in " + EmbeddedDatabase.accessFile(folder));
        throw new StartRefused(database.lost().join());
    }
}
