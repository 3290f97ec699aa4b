package dev.dragops.vault;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Ids;
import dev.dragops.platform.Lease;
import dev.dragops.platform.Migrations;
import dev.dragops.platform.Settings;
import dev.dragops.platform.Trace;
import dev.dragops.vault.Installation.Unlocked;
import dev.dragops.vault.crypto.KeyedHash;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Seals values and opens them. Envelope encryption with AES-256-GCM: a root key in a file wraps the keys in the
 * database, one of which wraps a fresh data key for each value. Touches the database where its keys change, and once in
 * thousands of seals to count them; serves any number of threads at once. Keys live and end as docs/keys.md says.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Vault {
    private static final System.Logger LOG = System.getLogger(Vault.class.getName());

    /** Rows that move to another key in one transaction: few enough that nobody waits long for one of them. */
    private static final int MOST_ROWS = 250;

    /** Of the two seconds between two looks at the keys, so long are rows moved: reads and writes go on beside. */
    private static final long WORK_NANOS = 1_000_000_000L;

    private static final Duration TERM = Duration.ofSeconds(15);

    /** A node says that it lives at every second look, well within the silence that is allowed. */
    private static final int LOOKS_PER_SIGN = 2;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    private final List<SealedRows> sealed = new CopyOnWriteArrayList<>();
    private final List<SealedRows.Witness> witnesses = new CopyOnWriteArrayList<>();
    private final List<KeyLife.Witness> answers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final String node = Ids.next("node");
    private int looks;

    private RootKeyFile file;
    private @Nullable Rotation rotation;

    /** None after the end. */
    private volatile @Nullable LiveKeys live;

    /** For the server, which injects the data source and then calls {@link #start()}. */
    public Vault() {}

    /** For tests. */
    Vault(Unlocked unlocked) {
        this.live = new LiveKeys(unlocked, Optional.empty(), new Uses((key, uses) -> {}, Uses.BLOCK));
    }

    /**
     * Refuses the start, by an exception whose message says why and how to mend it, where the root key file and the
     * database do not belong together.
     */
    @PostConstruct
    void start() {
        try {
            Settings settings = Settings.fromEnvironment();
            file = new RootKeyFile(settings.rootKeyFile());
            Unlocked opened = new Installation(
                            dataSource, file, () -> Migrations.apply(dataSource, "vlt", Vault.class), Clock.systemUTC())
                    .unlock();
            // of its own, since whoever seals or opens may hold the last connection of the pool
            DatabaseSource source = new DatabaseSource();
            Database own = Database.of(source);
            LiveKeys keys = new LiveKeys(
                    opened, Optional.of(own), new Uses((key, uses) -> KeyLife.reserve(own, key, uses), Uses.BLOCK));
            rotation = rotation(keys, source);
            live = keys;
            LOG.log(
                    System.Logger.Level.INFO,
                    "The vault is open: {0} keys under the root key {1}",
                    opened.keys().size(),
                    opened.fingerprint());
        } catch (StartRefused refused) {
            LOG.log(System.Logger.Level.ERROR, refused.getMessage());
            throw refused;
        } catch (SQLException | DatabaseFailure failed) {
            throw new IllegalStateException("the vault cannot read its keys from the database", failed);
        }
    }

    private Rotation rotation(LiveKeys keys, DatabaseSource own) {
        return new Rotation(
                new OwnTransactions(own),
                Database.of(own),
                new Lease("vlt_lease", KeyBook.LEASE, node, TERM),
                keys,
                () -> sealed,
                in -> life(in, keys),
                (in, rows, envelopes) -> witnesses.forEach(witness -> witness.sealedAnew(in, rows, envelopes)),
                (in, request) -> answers.forEach(witness -> witness.answered(in, request)),
                MOST_ROWS,
                System::nanoTime);
    }

    /** Lets go of the keys. They are not wiped, since a call that is still at work must not seal under a wiped one. */
    @PreDestroy
    void stop() {
        boolean started = live != null && rotation != null;
        live = null;
        if (started) {
            try {
                new Nodes(Database.of(dataSource)).leave(node);
            } catch (DatabaseFailure away) {
                LOG.log(System.Logger.Level.DEBUG, "the node's row stays until its time is over", away);
            }
        }
    }

    /** Says where a module keeps what it sealed. Each does at its start, before anybody is served. */
    public void register(List<SealedRows> rows) {
        for (String keys : rows.stream().map(SealedRows::keys).distinct().toList()) {
            Holders.register(dataSource, keys);
        }
        sealed.addAll(rows);
    }

    /** Says who is to hear of values that are sealed anew; at the start, before there are any. */
    public void register(SealedRows.Witness witness) {
        witnesses.add(witness);
    }

    /** Says who is to hear what became of requests; until then this node sees to none. */
    public void register(KeyLife.Witness witness) {
        answers.add(witness);
    }

    /** Follows what became of the keys, and does this node's share in it. */
    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    public void look() {
        LiveKeys keys = live;
        Rotation share = rotation;
        if (keys == null || share == null || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            long revision = keys.unlocked().revision();
            keys.reread();
            boolean moved = keys.unlocked().revision() != revision;
            Nodes nodes = new Nodes(Database.of(dataSource));
            if (looks == 0) {
                nodes.forget();
            }
            if (looks++ % LOOKS_PER_SIGN == 0 || moved) {
                nodes.tell(node, keys.unlocked());
                if (live == null) {
                    // it has left meanwhile, and must not be seen for another minute
                    nodes.leave(node);
                }
            }
            if (witnesses.isEmpty() || answers.isEmpty()) {
                // the timer may come before whoever writes down what is done
                return;
            }
            long start = System.nanoTime();
            share.work(() -> live != null && System.nanoTime() - start < WORK_NANOS);
        } catch (Lease.Lost replaced) {
            LOG.log(System.Logger.Level.INFO, "another node goes on with the keys");
        } catch (RuntimeException failed) {
            // a timer whose method fails is run again at once, and then given up
            LOG.log(System.Logger.Level.WARNING, "the keys were not looked after: next time", failed);
        } finally {
            looking.set(false);
        }
    }

    /** What is done with keys; its methods join the transaction of their caller. */
    public KeyLife life() {
        return life(Database.of(dataSource), keys());
    }

    private KeyLife life(Database database, LiveKeys keys) {
        return new KeyLife(database, file, () -> keys.unlocked().root(), () -> sealed);
    }

    /**
     * Seals the value for one place. Two calls never answer the same bytes. The value stays the caller's to close.
     *
     * @return the envelope, 93 bytes longer than the value
     * @throws VaultException.KeyExhausted where the key that seals was used as often as it may
     */
    public byte[] seal(SealContext context, Plaintext value) {
        return Trace.in(Trace.Step.SEAL, () -> keys().seal(context.encoded(), value.reveal()));
    }

    /**
     * Opens what was sealed for the same place. The caller closes the answer, and audits the opening.
     *
     * @throws VaultException.Unreadable where the envelope was changed, cut, moved to another place, or sealed under a
     *     key that is not here
     * @throws VaultException.UnknownFormat where its format is not known to this version
     */
    public Plaintext open(SealContext context, byte[] envelope) {
        return Trace.in(Trace.Step.OPEN, () -> opened(context, envelope));
    }

    private Plaintext opened(SealContext context, byte[] envelope) {
        try {
            return Plaintext.of(keys().open(context.encoded(), envelope));
        } catch (UnreadableException unreadable) {
            throw new VaultException.Unreadable();
        } catch (UnknownFormatException unknown) {
            throw new VaultException.UnknownFormat();
        }
    }

    /** {@link Vault#open}, for those who need no more of the vault. */
    public interface Opener {
        Plaintext open(SealContext context, byte[] envelope);
    }

    /** Past the server's interceptors, which cost as much as an opening: serves until the vault is stopped. */
    public Opener opener() {
        return this::open;
    }

    /**
     * A keyed hash: HMAC-SHA-256 (RFC 2104) under a key of the vault, so that whoever has the database cannot guess
     * what was hashed. It is the same at each call and on each node.
     *
     * @param purpose what the hash is for; hashes of one message for two purposes have nothing in common
     * @return 32 bytes; compare them by {@link java.security.MessageDigest#isEqual}
     */
    public byte[] mac(String purpose, byte[] message) {
        return KeyedHash.of(keys().keys(), purpose.getBytes(StandardCharsets.UTF_8), message);
    }

    /** Whether the keys are loaded as they are now, for {@code /health/ready}. Tells nothing about the database. */
    public Readiness readiness() {
        return Optional.ofNullable(live)
                .map(keys -> new Readiness(
                        !keys.isBehind(),
                        keys.unlocked().fingerprint(),
                        keys.keys().size()))
                .orElseGet(() -> new Readiness(false, "", 0));
    }

    /** What an operator may know of the keys that this node has loaded. */
    public KeyStatus keyStatus() {
        return Optional.ofNullable(live)
                .map(keys -> new KeyStatus(
                        keys.unlocked().fingerprint(), keys.unlocked().facts()))
                .orElseGet(() -> new KeyStatus("", List.of()));
    }

    /** Whether the key that seals should be rotated soon, by the uses that all nodes took leave for. */
    public boolean isRotationDue() {
        return Database.of(dataSource)
                .exists("SELECT 1 FROM vlt_key WHERE state = 'active' AND purpose = 'seal' AND uses >= ?", Uses.DUE);
    }

    private LiveKeys keys() {
        LiveKeys keys = live;
        if (keys == null) {
            throw new IllegalStateException("the vault has been stopped");
        }
        return keys;
    }
}
