package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Two servers of MariaDB, of which one takes writes and the other follows it, with the configuration and the commands
 * that docs/scale-out.md shows.
 */
public final class Replicas implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final String AS_REPLICA = "--init-rpl-role=SLAVE";

    private final String operatorsPassword = UUID.randomUUID().toString();
    private final String replicasPassword = UUID.randomUUID().toString();
    private final Path folder;
    private final Database product;
    private Server primary;
    private Server replica;

    private Replicas(Installation holder) {
        this.folder = holder.folder();
        // laid out by the product, with its user
        this.product = holder.startDatabase();
        holder.stop();
        this.primary = new Server(1, holder.dataDir().resolve("mariadb"));
        this.replica = new Server(2, holder.dataDir().resolve("mariadb"));
        primary.start();
        replica.start();
        primary.execute("SET GLOBAL read_only = OFF");
        replica.follow(primary, "");
    }

    /** Starts them in the folder of an installation that has no other database. */
    public static Replicas in(Installation holder) {
        return new Replicas(holder);
    }

    /** The one that takes writes, as the product's user reaches it. */
    public Database database() {
        return product.by(primary.port);
    }

    /** Both, for the driver to find the one that takes writes; that is the second for now. */
    public Database byDriver() {
        return product.at(
                "jdbc:mariadb:sequential://127.0.0.1:%d,127.0.0.1:%d/dragops".formatted(replica.port, primary.port));
    }

    /** The one that HAProxy leads to. */
    public Database by(Balancer address) {
        return product.by(address.dragops().base().getPort());
    }

    /** HAProxy before them, which leads to the one that takes writes. */
    public Balancer balancer() {
        int port = Ports.free();
        return Balancer.start(
                port,
                folder,
                configuration("127.0.0.1:" + port, "127.0.0.1:" + primary.port, "127.0.0.1:" + replica.port));
    }

    /** What HAProxy runs with, at that address before those two. */
    public static String configuration(String front, String one, String two) {
        return template("haproxy.cfg")
                .replace("@front@", front)
                .replace("@one@", one)
                .replace("@two@", two);
    }

    /** What a server runs with. */
    public static String configuration(int id) {
        return template("mariadb.cnf").replace("@id@", Integer.toString(id));
    }

    private static String template(String name) {
        try (var template = Replicas.class.getResourceAsStream("/replication/" + name)) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends the one that takes writes as a loss of power does, and has the other take them. */
    public void failOver() {
        assertThat(primary.status("Rpl_semi_sync_master_status"))
                .as("commits wait for the replica")
                .isEqualTo("ON");
        primary.kill();
        promote();
    }

    /**
     * Has the other take writes, and this one follow it, while both are there.
     *
     * @param between called while both only read
     */
    public void switchOver(Runnable between) {
        await("the primary takes no more writes")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(primary::takesNoMoreWrites);
        between.run();
        String written = primary.text("SELECT @@gtid_binlog_pos");
        assertThat(replica.text("SELECT MASTER_GTID_WAIT('" + written + "', 60)"))
                .as("the replica has all that was written")
                .isEqualTo("0");
        primary.execute("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
        promote();
        replica.follow(primary, ", MASTER_DEMOTE_TO_SLAVE = 1");
    }

    /** Starts the one that was killed, as a replica: what it had committed and nobody was told of goes. */
    public void rejoin() {
        replica.start(AS_REPLICA);
        assertThat(replica.text("SELECT @@read_only")).isEqualTo("1");
        replica.follow(primary, ", MASTER_DEMOTE_TO_SLAVE = 1");
    }

    /** What was acknowledged has arrived, but may not be done yet. */
    private void promote() {
        replica.execute("STOP SLAVE IO_THREAD");
        String arrived = replica.slave("Gtid_IO_Pos");
        assertThat(replica.text("SELECT MASTER_GTID_WAIT('" + arrived + "', 60)"))
                .as("what arrived is done")
                .isEqualTo("0");
        replica.execute("STOP SLAVE");
        replica.execute("RESET SLAVE ALL");
        replica.execute("SET GLOBAL read_only = OFF");
        Server demoted = primary;
        primary = replica;
        replica = demoted;
    }

    /** With nothing that writes any more: both have the same in every table. */
    public void assertSame() {
        assertThat(replica.text("SELECT MASTER_GTID_WAIT('" + primary.text("SELECT @@gtid_binlog_pos") + "', 60)"))
                .isEqualTo("0");
        assertThat(product.by(replica.port).checksums())
                .as("the replica's tables")
                .isEqualTo(database().checksums());
    }

    /** What the servers complained of: such as statements that a replica may carry out otherwise. */
    public List<String> complaints() {
        return Stream.of(primary, replica)
                .flatMap(server -> server.log().lines())
                .filter(line -> line.contains("[ERROR] Slave") || line.contains("nsafe statement"))
                .filter(line -> !line.contains("error reconnecting") && !line.contains("error connecting"))
                .toList();
    }

    @Override
    public void close() {
        primary.stop();
        replica.stop();
    }

    private final class Server {
        private final int port = Ports.free();
        private final Path home;
        private final List<String> command;
        private Process process;

        Server(int id, Path laidOut) {
            this.home = folder.resolve("server-" + id);
            Path binaries = Installation.built().resolve("mariadb");
            this.command = new ArrayList<>(List.of(
                    binaries.resolve("bin/mariadbd").toString(),
                    "--defaults-file=" + home.resolve("mariadb.cnf"),
                    "--basedir=" + binaries,
                    "--datadir=" + home.resolve("data"),
                    "--lc-messages-dir=" + binaries.resolve("share"),
                    "--character-sets-dir=" + binaries.resolve("share/charsets"),
                    "--character-set-server=utf8mb4",
                    "--collation-server=utf8mb4_uca1400_ai_ci",
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--socket=mariadb.sock",
                    "--pid-file=mariadb.pid",
                    "--skip-name-resolve",
                    "--skip-ssl",
                    "--init-file=" + home.resolve("init.sql"),
                    "--log-error=" + home.resolve("mariadb.log"),
                    "--innodb-buffer-pool-size=64M",
                    "--max-connections=200",
                    "--max-allowed-packet=64M",
                    "--performance-schema=OFF"));
            if (System.getProperty("user.name").equals("root")) {
                command.add("--user=root");
            }
            try {
                copy(laidOut, home.resolve("data"));
                Files.writeString(home.resolve("mariadb.cnf"), configuration(id));
                Files.writeString(home.resolve("init.sql"), """
                        SET sql_log_bin = OFF;
                        CREATE USER IF NOT EXISTS 'operator'@'127.0.0.1' IDENTIFIED BY '%s';
                        GRANT ALL PRIVILEGES ON *.* TO 'operator'@'127.0.0.1';
                        CREATE USER IF NOT EXISTS 'replica'@'127.0.0.1' IDENTIFIED BY '%s';
                        GRANT REPLICATION SLAVE ON *.* TO 'replica'@'127.0.0.1';
                        CREATE USER IF NOT EXISTS 'haproxy'@'127.0.0.1';
                        """.formatted(operatorsPassword, replicasPassword));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        void start(String... more) {
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
                builder.command().addAll(List.of(more));
                process = builder.start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            await("MariaDB answers, see " + home)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(this::answers);
        }

        void kill() {
            process.destroyForcibly();
            await("it is gone").until(() -> !process.isAlive());
        }

        void stop() {
            process.destroy();
            await("MariaDB ends").atMost(PATIENCE).until(() -> !process.isAlive());
        }

        private boolean answers() {
            assertThat(process.isAlive()).as(this::log).isTrue();
            try (Connection connection = operator().connect()) {
                return connection.isValid(2);
            } catch (SQLException notYet) {
                return false;
            }
        }

        String log() {
            try {
                return Files.readString(home.resolve("mariadb.log"), StandardCharsets.ISO_8859_1);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** From where it is on, and has commits wait for it. */
        void follow(Server other, String more) {
            execute(("CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = %d, MASTER_USER = 'replica',"
                            + " MASTER_PASSWORD = '%s', MASTER_SSL = 0, MASTER_CONNECT_RETRY = 1,"
                            + " MASTER_USE_GTID = slave_pos%s")
                    .formatted(other.port, replicasPassword, more));
            execute("START SLAVE");
            await("the replica follows")
                    .atMost(PATIENCE)
                    .until(() -> slave("Slave_IO_Running").equals("Yes")
                            && slave("Slave_SQL_Running").equals("Yes"));
            other.execute("SET GLOBAL rpl_semi_sync_master_enabled = ON");
            await("commits wait for it").atMost(PATIENCE).until(() -> other.status("Rpl_semi_sync_master_clients")
                    .equals("1"));
        }

        private Database operator() {
            return new Database("jdbc:mariadb://127.0.0.1:" + port + "/", "operator", operatorsPassword);
        }

        void execute(String sql) {
            operator().execute(sql);
        }

        /**
         * Whoever asks waits for all that is being written. A transaction that has a row, and may not commit any more,
         * would keep whoever waits for that row, and so us: nobody waits longer than a second, and asks again.
         */
        boolean takesNoMoreWrites() {
            try (Connection connection = operator().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET lock_wait_timeout = 1");
                statement.execute("SET GLOBAL read_only = ON");
                return true;
            } catch (SQLException failed) {
                assertThat(failed.getErrorCode()).isEqualTo(LOCK_WAIT_TIMEOUT);
                return false;
            }
        }

        String text(String sql) {
            return operator().texts(sql).get(0);
        }

        String status(String variable) {
            return shown("SHOW GLOBAL STATUS LIKE '" + variable + "'", "Value");
        }

        String slave(String column) {
            return shown("SHOW SLAVE STATUS", column);
        }

        private String shown(String sql, String column) {
            try (Connection connection = operator().connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                assertThat(row.next()).as(sql).isTrue();
                return row.getString(column);
            } catch (SQLException failed) {
                throw new AssertionError(sql, failed);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }
}
