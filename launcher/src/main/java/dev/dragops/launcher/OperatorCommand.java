package dev.dragops.launcher;

import dev.dragops.platform.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a module's own command on the product's database: the operator's, the embedded one that is running, or that one
 * started for the purpose.
 */
record OperatorCommand(String mainClass, List<String> arguments) implements Command {
    OperatorCommand {
        arguments = List.copyOf(arguments);
    }

    static Command resetPassword(String email) {
        return new OperatorCommand("dev.dragops.accounts.ResetPassword", List.of(email));
    }

    /** Its exit code 1 says that the trail is not as it was sealed, and nothing else may. */
    static Command audit(List<String> arguments) {
        Command command = new OperatorCommand("dev.dragops.accounts.AuditCommand", arguments);
        return installation -> {
            try {
                return command.run(installation);
            } catch (StartRefused refused) {
                throw new Misused("dragops: " + refused.getMessage());
            }
        };
    }

    static Command keys(List<String> arguments) {
        return new OperatorCommand("dev.dragops.accounts.KeysCommand", arguments);
    }

    @Override
    public int run(Installation installation) throws IOException, InterruptedException, StartRefused {
        return run(Settings.fromEnvironment(), installation);
    }

    /** A command makes no database: where there is none, it was given other settings than the server has. */
    int run(Settings settings, Installation installation) throws IOException, InterruptedException, StartRefused {
        if (settings.database().isPresent()) {
            return runOn(settings.database().get(), installation);
        }
        if (!EmbeddedDatabase.isIn(settings.dataDir())) {
            throw new StartRefused("there is no database in " + settings.dataDir()
                    + ": set DRAGOPS_DATA_DIR or DRAGOPS_DB_URL as the server has them");
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
        List<String> line = new ArrayList<>(
                List.of(ApplicationServer.java().toString(), "-cp", installation.operatorClassPath(), mainClass));
        line.addAll(arguments);
        ProcessBuilder command = new ProcessBuilder(line).inheritIO();
        command.environment().putAll(RunProduct.variables(database));
        return command.start().waitFor();
    }
}
