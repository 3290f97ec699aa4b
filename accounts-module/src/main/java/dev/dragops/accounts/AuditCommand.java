package dev.dragops.accounts;

import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Settings;
import dev.dragops.platform.SettingsException;
import dev.dragops.vault.OperatorVault;
import dev.dragops.vault.Vault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The operator's command that verifies the audit trail, and the sealed values by it. Needs no server, only the database
 * and the root key file that the environment names. Exit codes: 0 where all is proved, 1 where something is not as it
 * was sealed, 2 where that could not be found out.
 */
public final class AuditCommand {
    private static final int HOLDS = 0;
    private static final int FAULTY = 1;
    private static final int NOT_VERIFIED = 2;

    private final PrintStream out;
    private final PrintStream err;

    AuditCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** With {@code verify}, and {@code --head FILE} for each head file that was kept. */
    public static void main(String[] arguments) {
        System.exit(new AuditCommand(System.out, System.err).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        Optional<List<Path>> heads = heads(arguments);
        if (heads.isEmpty()) {
            err.println("usage: audit verify [--head <file>]...");
            return NOT_VERIFIED;
        }
        try {
            Settings settings = Settings.fromEnvironment();
            DataSource dataSource = new DatabaseSource(settings.requireDatabase());
            return verify(dataSource, OperatorVault.open(settings, dataSource), heads.get(), SealedTable.declared());
        } catch (SettingsException | OperatorVault.Refused refused) {
            err.println(refused.getMessage());
        } catch (SQLException | DatabaseFailure failed) {
            err.println("The database cannot be read: " + DatabaseReason.of(failed));
        } catch (IOException failed) {
            err.println("A file cannot be read: " + failed.getMessage());
        }
        return NOT_VERIFIED;
    }

    private static Optional<List<Path>> heads(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).equals("verify") || arguments.size() % 2 == 0) {
            return Optional.empty();
        }
        List<Path> heads = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i += 2) {
            if (!arguments.get(i).equals("--head")) {
                return Optional.empty();
            }
            heads.add(Path.of(arguments.get(i + 1)));
        }
        return Optional.of(heads);
    }

    int verify(DataSource dataSource, Vault vault, List<Path> heads, List<SealedTable> tables)
            throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            AuditVerification.Report report =
                    new AuditVerification(connection, new AuditChain(vault)).verify(heads, tables);
            report.notes().forEach(out::println);
            report.faults().forEach(fault -> err.println("FAULT: " + fault));
            if (heads.isEmpty()) {
                out.println("No head file was compared (--head): rows that were cut off the end are not found.");
            }
            out.println(report.faults().isEmpty() ? "The audit trail holds." : "The audit trail does NOT hold.");
            return report.faults().isEmpty() ? HOLDS : FAULTY;
        }
    }
}
