package dev.dragops.vault;

import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.Settings;
import dev.dragops.vault.Installation.Unlocked;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.KeyedHash;
import dev.dragops.vault.crypto.Sealing;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Seals values and opens them. Envelope encryption with AES-256-GCM: a root key in a file wraps the keys in the
 * database, one of which wraps a fresh data key for each value. Knows no tables but its own, touches the database at
 * its start only, and serves any number of threads at once.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Vault {
    private static final System.Logger LOG = System.getLogger(Vault.class.getName());

    private final Sealing sealing = new Sealing();

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    /** Replaced as a whole, never changed. */
    private volatile @Nullable Unlocked unlocked;

    /** For the server, which injects the data source and then calls {@link #start()}. */
    public Vault() {}

    /** For tests. */
    Vault(Unlocked unlocked) {
        this.unlocked = unlocked;
    }

    /**
     * Refuses the start, by an exception whose message says why and how to mend it, where the root key file and the
     * database do not belong together.
     */
    @PostConstruct
    void start() {
        try {
            Settings settings = Settings.fromEnvironment();
            Unlocked opened = new Installation(
                            dataSource,
                            new RootKeyFile(settings.rootKeyFile()),
                            () -> Migrations.apply(dataSource, "vlt", Vault.class),
                            Clock.systemUTC())
                    .unlock();
            unlocked = opened;
            LOG.log(
                    System.Logger.Level.INFO,
                    "The vault is open: {0} keys under the root key {1}",
                    opened.keys().size(),
                    opened.fingerprint());
        } catch (StartRefused refused) {
            LOG.log(System.Logger.Level.ERROR, refused.getMessage());
            throw refused;
        } catch (SQLException failed) {
            throw new IllegalStateException("the vault cannot read its keys from the database", failed);
        }
    }

    /** Lets go of the keys. They are not wiped, since a call that is still at work must not seal under a wiped one. */
    @PreDestroy
    void stop() {
        unlocked = null;
    }

    /**
     * Seals the value for one place. Two calls never answer the same bytes. The value stays the caller's to close.
     *
     * @return the envelope, 93 bytes longer than the value
     */
    public byte[] seal(SealContext context, Plaintext value) {
        return sealing.seal(keys(), context.encoded(), value.reveal());
    }

    /**
     * Opens what was sealed for the same place. The caller closes the answer, and audits the opening.
     *
     * @throws VaultException.Unreadable where the envelope was changed, cut, moved to another place, or sealed under a
     *     key that is not here
     * @throws VaultException.UnknownFormat where its format is not known to this version
     */
    public Plaintext open(SealContext context, byte[] envelope) {
        try {
            return Plaintext.of(sealing.open(keys(), context.encoded(), envelope));
        } catch (UnreadableException unreadable) {
            throw new VaultException.Unreadable();
        } catch (UnknownFormatException unknown) {
            throw new VaultException.UnknownFormat();
        }
    }

    /**
     * A keyed hash: HMAC-SHA-256 (RFC 2104) under a key of the vault, so that whoever has the database cannot guess
     * what was hashed. It is the same at each call and on each node.
     *
     * @param purpose what the hash is for; hashes of one message for two purposes have nothing in common
     * @return 32 bytes; compare them by {@link java.security.MessageDigest#isEqual}
     */
    public byte[] mac(String purpose, byte[] message) {
        return KeyedHash.of(keys(), purpose.getBytes(StandardCharsets.UTF_8), message);
    }

    /** Whether the keys are loaded, for {@code /health/ready}. Tells nothing about the database. */
    public Readiness readiness() {
        return Optional.ofNullable(unlocked)
                .map(open -> new Readiness(true, open.fingerprint(), open.keys().size()))
                .orElseGet(() -> new Readiness(false, "", 0));
    }

    /** What an operator may know of the keys. */
    public KeyStatus keyStatus() {
        return Optional.ofNullable(unlocked)
                .map(open -> new KeyStatus(open.fingerprint(), open.facts()))
                .orElseGet(() -> new KeyStatus("", List.of()));
    }

    private KeyRing keys() {
        Unlocked open = unlocked;
        if (open == null) {
            throw new IllegalStateException("the vault has been stopped");
        }
        return open.keys();
    }
}
