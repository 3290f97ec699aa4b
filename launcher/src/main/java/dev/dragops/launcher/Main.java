package dev.dragops.launcher;

import dev.dragops.platform.SettingsException;
import java.io.IOException;
import java.util.List;

/**
 * The operator's entry. Exit codes: 0 where a command did its work, 1 where the product could not be started or came
 * to an end by itself, 2 where the command line or a setting makes no sense.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        try {
            return Command.parse(arguments).run(Installation.ofThisProcess());
        } catch (Command.Misused misused) {
            System.err.println(misused.getMessage());
            return MISUSED;
        } catch (SettingsException refused) {
            System.err.println(refused.getMessage());
            return MISUSED;
        } catch (StartRefused refused) {
            System.err.println("dragops: " + refused.getMessage());
            return FAILED;
        } catch (IOException failed) {
            System.err.println("dragops: " + failed);
            return FAILED;
        }
    }
}
