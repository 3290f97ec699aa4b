package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.IOException;
import java.util.Optional;

/**
 * Runs the accounts module's own command on the product's database: the operator's, the embedded one that is running,
 * or that one started for the purpose.
 */
record ResetPassword(String email) implements Command {
    private static final String MAIN_CLASS = "dev.dragops.accounts.ResetPassword";

    @Override
    public int run(Installation installation) throws IOException, InterruptedException, StartRefused {
        Settings settings = Settings.fromEnvironment();
        if (settings.database().isPresent()) {
            return runOn(settings.database().get(), installation);
        }
        Optional<DataFolder> folder = DataFolder.tryHold(settings.dataDir());
        if (folder.isEmpty()) {
            return runOn(
                    EmbeddedDatabase.running(settings.dataDir())
                            .orElseThrow(() -> new StartRefused("the database is being started or stopped: try again")),
                    installation);
        }
        folder.get().leftOvers().stop();
        EmbeddedDatabase database = EmbeddedDatabase.start(installation, folder.get(), Shutdown.install());
        return runOn(database.settings(), installation);
    }

    private int runOn(Settings.Database database, Installation installation)
            throws IOException, InterruptedException, StartRefused {
        ProcessBuilder command = new ProcessBuilder(
                        ApplicationServer.java().toString(), "-cp", installation.operatorClassPath(), MAIN_CLASS, email)
                .inheritIO();
        command.environment().putAll(RunProduct.variables(database));
        return command.start().waitFor();
    }
}
