package dev.dragops.vault;

import dev.dragops.platform.Settings;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;

/** The vault for an operator's command, which runs without a server and beside any. Makes no key and no table. */
public final class OperatorVault {
    private OperatorVault() {}

    /** The vault cannot be opened; the message says why and how to mend it. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Opens the keys of that database under the root key file that the settings name.
     *
     * @throws Refused where there are none, or they do not belong to that file
     */
    public static Vault open(Settings settings, DataSource dataSource) throws Refused, SQLException {
        Installation installation =
                new Installation(dataSource, new RootKeyFile(settings.rootKeyFile()), () -> {}, Clock.systemUTC());
        try {
            return new Vault(installation
                    .unlockExisting()
                    .orElseThrow(() -> new Refused("This database has no keys: the product has never run on it.")));
        } catch (StartRefused refused) {
            throw new Refused(String.valueOf(refused.getMessage()));
        }
    }
}
