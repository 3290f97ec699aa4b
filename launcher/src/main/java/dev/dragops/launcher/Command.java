package dev.dragops.launcher;

import java.io.IOException;
import java.util.List;

/** What the operator asked for. */
interface Command {
    String USAGE = """
            Usage: bin/run [--server wildfly|payara]   start the product (WildFly by default) with its database
                   bin/run --db-only                   start the embedded database alone, and say how to reach it
                   bin/reset-password <email>          set a new password for a user
                   bin/audit verify [--head <file>]... verify the audit trail, and the sealed values by it
                   bin/keys status|rotate|...          see to the keys that seal: docs/keys.md
            Settings are read from the environment; README.md lists them.""";

    /**
     * Does it, and answers the exit code.
     *
     * @throws StartRefused where it cannot be done, with the reason for the operator
     * @throws Misused where it was not even begun, for those whose other exit codes have a meaning
     */
    int run(Installation installation) throws IOException, InterruptedException, StartRefused, Misused;

    /** Reads the command line. */
    static Command parse(List<String> arguments) throws Misused {
        String first = arguments.isEmpty() ? "--server" : arguments.get(0);
        switch (first) {
            case "--server" -> {
                if (arguments.isEmpty()) {
                    return new RunProduct(ServerKind.WILDFLY);
                }
                if (arguments.size() == 2) {
                    return new RunProduct(ServerKind.parse(arguments.get(1))
                            .orElseThrow(() -> new Misused("--server must be wildfly or payara\n" + USAGE)));
                }
            }
            case "--db-only" -> {
                if (arguments.size() == 1) {
                    return new RunDatabase();
                }
            }
            case "reset-password" -> {
                if (arguments.size() == 2 && arguments.get(1).contains("@")) {
                    return OperatorCommand.resetPassword(arguments.get(1));
                }
            }
            case "keys" -> {
                if (arguments.size() > 1) {
                    return OperatorCommand.keys(arguments.subList(1, arguments.size()));
                }
            }
            case "audit" -> {
                return OperatorCommand.audit(arguments.subList(1, arguments.size()));
            }
            case "--help", "-h" -> {
                return installation -> {
                    System.out.println(USAGE);
                    return 0;
                };
            }
            default -> throw new Misused(USAGE);
        }
        throw new Misused(USAGE);
    }

    /** A command line that makes no sense; the message says what would. */
    final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }
}
