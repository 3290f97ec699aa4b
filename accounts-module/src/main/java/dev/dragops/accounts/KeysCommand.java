package dev.dragops.accounts;

import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Ids;
import dev.dragops.platform.Settings;
import dev.dragops.platform.SettingsException;
import dev.dragops.vault.KeyBook;
import dev.dragops.vault.KeyLife;
import dev.dragops.vault.KeyLife.Action;
import dev.dragops.vault.KeyLife.Request;
import dev.dragops.vault.VaultException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The operator's command for the life of keys. It writes down what it is asked to and shows how the nodes do it; root
 * keys it sees to itself, since their files are on the operator's disk.
 */
public final class KeysCommand {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final long LOOK_MILLIS = 1000;

    /** In the place of a request's id, for what needs no node. */
    private static final String ITSELF = "keys";

    private static final String HOW = """
            usage: keys status                     how the keys stand
                   keys rotate                     replace the key that seals, and wrap all data keys anew
                   keys reencrypt                  the same, and encrypt every value anew
                   keys destroy <id>               destroy a key under which nothing is sealed any more
                   keys rotate-root                make a new root key beside the old one
                   keys drop-root <fingerprint>    let a root key open this database no more""";

    private final DataSource dataSource;
    private final Path rootKeyFile;
    private final PrintStream out;
    private final PrintStream err;

    KeysCommand(DataSource dataSource, Path rootKeyFile, PrintStream out, PrintStream err) {
        this.dataSource = dataSource;
        this.rootKeyFile = rootKeyFile;
        this.out = out;
        this.err = err;
    }

    /** With the words of the usage; exits with 0 where it was done. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        try {
            Settings settings = Settings.fromEnvironment();
            return new KeysCommand(
                            new DatabaseSource(settings.requireDatabase()),
                            settings.rootKeyFile(),
                            System.out,
                            System.err)
                    .obey(arguments);
        } catch (SettingsException wrong) {
            System.err.println(wrong.getMessage());
        }
        return REFUSED;
    }

    int obey(List<String> arguments) throws InterruptedException {
        String verb = arguments.isEmpty() ? "" : arguments.get(0);
        Optional<String> object = arguments.size() == 2 ? Optional.of(arguments.get(1)) : Optional.empty();
        try {
            return switch (verb + "/" + arguments.size()) {
                case "status/1" -> status();
                case "rotate/1" -> move(Action.ROTATE);
                case "reencrypt/1" -> move(Action.REENCRYPT);
                case "destroy/2" -> destroy(object.orElseThrow());
                case "rotate-root/1" -> rotateRoot();
                case "drop-root/2" -> dropRoot(object.orElseThrow());
                default -> {
                    err.println(HOW);
                    yield USAGE;
                }
            };
        } catch (VaultException refused) {
            err.println(refused.getMessage());
        } catch (DatabaseFailure failed) {
            err.println("The database cannot be used: " + DatabaseReason.of(failed));
        }
        return REFUSED;
    }

    private int status() {
        print(read(KeyLife::book));
        return DONE;
    }

    private void print(KeyBook book) {
        book.rootKeys()
                .forEach(root -> out.println("root key " + root.fingerprint() + ", since " + root.addedAt() + ", on "
                        + root.nodes() + " node(s)"));
        book.keys()
                .forEach(key -> out.println("key " + key.id() + " " + key.purpose() + " " + key.state() + ", since "
                        + key.changedAt()
                        + (key.purpose().equals("seal") ? ", used at most " + key.uses() + " times" : "")
                        + (key.due() ? ": ROTATE IT" : "")));
        book.nodes()
                .forEach(node -> out.println("node " + node.id() + " " + node.name() + ", root key " + node.rootKey()
                        + (node.live() ? "" : ", silent since " + node.seenAt())));
        progress(book);
        book.unreadable()
                .forEach(row ->
                        out.println("unreadable: " + row.source() + " " + row.row() + ", under key " + row.key()));
    }

    private void progress(KeyBook book) {
        out.println(
                switch (book.phase()) {
                    case RESTING -> "nothing moves";
                    case PREPARING -> "a new key is on its way to the nodes";
                    case MOVING, STUCK ->
                        book.moved() + " rows moved, " + book.remaining() + " left"
                                + book.leader().map(leader -> ", by " + leader).orElse("");
                });
    }

    private int move(Action action) throws InterruptedException {
        Optional<Request> done = ask(action, OptionalInt.empty());
        if (done.isEmpty()) {
            return REFUSED;
        }
        KeyBook book = read(KeyLife::book);
        while (book.phase() == KeyBook.Phase.PREPARING || book.phase() == KeyBook.Phase.MOVING) {
            progress(book);
            Thread.sleep(LOOK_MILLIS);
            book = read(KeyLife::book);
        }
        print(book);
        if (book.phase() == KeyBook.Phase.STUCK) {
            err.println("The rows named above do not open, and keep their key from being destroyed (docs/keys.md).");
            return REFUSED;
        }
        return DONE;
    }

    private int destroy(String text) throws InterruptedException {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            err.println(HOW);
            return USAGE;
        }
        int key = Integer.parseInt(text);
        if (ask(Action.DESTROY, OptionalInt.of(key)).isEmpty()) {
            return REFUSED;
        }
        out.println("Key " + key + " is destroyed. What backups hold under it opens only with the keys in them.");
        return DONE;
    }

    /** What a node answered; empty, and told, where it refused or where there is none. */
    private Optional<Request> ask(Action action, OptionalInt key) throws InterruptedException {
        if (isAlone()) {
            err.println("No server runs on this database, and it is the servers that do this: start one first.");
            return Optional.empty();
        }
        String id = Ids.next("req");
        // the node that does it or refuses it writes down that it did
        change(id, (life, trail) -> {
            life.ask(new Request(id, action, key, Optional.empty()));
            trail.accept(Keys.requested(action, key));
            return id;
        });
        Supplier<Request> look = () -> read(life -> life.request(id).orElseThrow());
        Request request = look.get();
        while (request.outcome().isEmpty()) {
            if (isAlone()) {
                err.println("No server runs any more: the next one that starts does it.");
                return Optional.empty();
            }
            Thread.sleep(LOOK_MILLIS);
            request = look.get();
        }
        String outcome = request.outcome().orElseThrow();
        if (!outcome.equals("DONE")) {
            err.println("Refused: " + outcome + " (docs/keys.md). Nothing was changed.");
            return Optional.empty();
        }
        return Optional.of(request);
    }

    private boolean isAlone() {
        return read(KeyLife::book).nodes().stream().noneMatch(KeyBook.Node::live);
    }

    private int rotateRoot() {
        KeyLife.NewRoot made = change(ITSELF, (life, trail) -> life.rotateRoot(root -> trail.accept(Keys.entry(root))));
        out.println("The new root key " + made.fingerprint() + " is in " + made.file());
        out.println("""
                The servers start with either root key now. Next:
                1. Back the new file up, apart from the data.
                2. On each node: put it in the place of the old root key file (0600, owned by the user that the server
                   runs as: chown), and start the server again. One node after the other: nothing has to stand still.
                3. bin/keys drop-root <the old one's fingerprint>, which bin/keys status names, with the new file in
                   DRAGOPS_ROOT_KEY_FILE. It is refused while a node runs that was started with the old one. Keep the
                   old file as long as backups from before.""");
        return DONE;
    }

    private int dropRoot(String fingerprint) {
        try {
            change(ITSELF, (life, trail) -> {
                life.dropRoot(fingerprint);
                trail.accept(AuditEntry.of("root_key.dropped", List.of(fingerprint), Map.of("rootKey", fingerprint)));
                return fingerprint;
            });
        } catch (VaultException.RootKeyInUse | VaultException.RootKeyNotFound refused) {
            err.println(refused.getMessage());
            err.println("DRAGOPS_ROOT_KEY_FILE has to name the file of the one that stays (docs/keys.md).");
            return REFUSED;
        }
        out.println("The root key " + fingerprint + " opens this database no more; it opens backups from before.");
        return DONE;
    }

    private <T> T read(Function<KeyLife, T> question) {
        return question.apply(KeyLife.ofCommand(Database.of(dataSource), rootKeyFile));
    }

    /** How the audit trail tells a command's acts from others: by the request of the nodes, where there is one. */
    static RequestInfo from(String request) {
        return new RequestInfo(request, "operator");
    }

    private <T> T change(String request, BiFunction<KeyLife, Consumer<AuditEntry>, T> change) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Database database = Database.on(connection);
            AuditRows trail = new AuditRows(database, Clock.systemUTC());
            T changed = change.apply(
                    KeyLife.ofCommand(database, rootKeyFile),
                    entry -> trail.write(Optional.empty(), Optional.empty(), from(request), entry));
            connection.commit();
            return changed;
        } catch (SQLException failed) {
            throw new DatabaseFailure(failed);
        }
    }
}
