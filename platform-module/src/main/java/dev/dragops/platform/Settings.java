package dev.dragops.platform;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the operator decides, read from the environment once. A variable that is unset or blank has its default.
 *
 * @param database where the data is; empty where {@code DRAGOPS_DB_URL} is unset, which only the launcher may accept,
 *     since it brings a database of its own
 * @param dataDir {@code DRAGOPS_DATA_DIR}, {@code ~/.dragops/data} by default: what gets backed up
 * @param rootKeyFile {@code DRAGOPS_ROOT_KEY_FILE}, by default beside the data folder and never inside it
 * @param packsDir {@code DRAGOPS_PACKS_DIR}: the operator's own packs
 * @param publicUrl {@code DRAGOPS_PUBLIC_URL}: how browsers reach the product, without a trailing slash
 * @param httpPort {@code DRAGOPS_HTTP_PORT}, 8080 by default
 * @param httpAddress {@code DRAGOPS_HTTP_ADDRESS}, 127.0.0.1 by default: where the launcher binds the server
 * @param localAuth {@code DRAGOPS_LOCAL_AUTH}: false closes registration, and nothing else
 * @param setupCode {@code DRAGOPS_SETUP_CODE}: the first account must present it
 * @param egressAllow {@code DRAGOPS_EGRESS_ALLOW}: targets that outgoing calls may reach although they are not public
 *     or not https
 * @param drain {@code DRAGOPS_DRAIN_SECONDS}: for how long a node that is to be stopped serves on while it says that it
 *     is not ready; zero by default
 * @param auditHeadFile {@code DRAGOPS_AUDIT_HEAD_FILE}: where the head of the audit trail is written, outside the database
 * @param traceAgent {@code DRAGOPS_TRACES_AGENT}: the OpenTelemetry agent that the launcher attaches to the server
 * @param trustedProxies {@code DRAGOPS_TRUSTED_PROXIES}: balancers that are believed whom they call for; none by default
 */
public record Settings(
        Optional<Database> database,
        Path dataDir,
        Path rootKeyFile,
        Optional<Path> packsDir,
        URI publicUrl,
        int httpPort,
        String httpAddress,
        boolean localAuth,
        Optional<String> setupCode,
        Set<HostPort> egressAllow,
        Duration drain,
        Optional<Path> auditHeadFile,
        Optional<Path> traceAgent,
        Set<Network> trustedProxies) {

    /** How to reach MariaDB. The password is kept out of {@link #toString()}. */
    public record Database(String url, String user, String password) {
        @Override
        public String toString() {
            return "Database[user=" + user + "]";
        }
    }

    public Settings {
        egressAllow = Set.copyOf(egressAllow);
        trustedProxies = Set.copyOf(trustedProxies);
    }

    /**
     * The settings of this process.
     *
     * @throws SettingsException naming every variable that makes no sense, and its mend
     */
    public static Settings fromEnvironment() {
        if (TraceAgent.isHere()) {
            List<String> problems =
                    TraceAgent.problems(System.getenv(), name -> Optional.ofNullable(System.getProperty(name)));
            if (!problems.isEmpty()) {
                throw new SettingsException(problems);
            }
        }
        return from(System.getenv());
    }

    /**
     * The database, for a server that has no launcher to bring one.
     *
     * @throws SettingsException where {@code DRAGOPS_DB_URL} is unset
     */
    public Database requireDatabase() {
        return database.orElseThrow(() -> new SettingsException(List.of(
                "DRAGOPS_DB_URL is missing: name the MariaDB database to use (jdbc:mariadb://host:3306/dragops),"
                        + " with DRAGOPS_DB_USER and DRAGOPS_DB_PASSWORD")));
    }

    /** As {@link #fromEnvironment()}, from the given variables. */
    public static Settings from(Map<String, String> environment) {
        return new Reader(environment).read();
    }

    @Override
    public String toString() {
        return "Settings[dataDir=" + dataDir + ", publicUrl=" + publicUrl + ", httpPort=" + httpPort + "]";
    }

    private static final class Reader {
        private static final int LONGEST_DRAIN = 600;
        private static final String OURS = "DRAGOPS_";
        private static final String APPS = "DRAGOPS_OAUTH_";

        /** As the OAuth module reads them, which knows what they mean. */
        private static final Pattern APP =
                Pattern.compile("DRAGOPS_OAUTH_[A-Z][A-Z0-9_]{0,63}_CLIENT_(ID|SECRET|AUTHENTICATION)");

        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        /** What was asked for, which is all that there is. */
        private final Set<String> names = new TreeSet<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        Settings read() {
            Path home = Path.of(System.getProperty("user.home"), ".dragops");
            Path dataDir = path("DRAGOPS_DATA_DIR").orElse(home.resolve("data"));
            Path rootKeyFile = path("DRAGOPS_ROOT_KEY_FILE").orElse(dataDir.resolveSibling("dragops-root.key"));
            if (rootKeyFile.startsWith(dataDir)) {
                problems.add("DRAGOPS_ROOT_KEY_FILE lies inside DRAGOPS_DATA_DIR, which is backed up together with"
                        + " the data it protects: name a file outside that folder");
            }
            int port = port();
            String address = text("DRAGOPS_HTTP_ADDRESS").orElse("127.0.0.1");
            Settings settings = new Settings(
                    database(),
                    dataDir,
                    rootKeyFile,
                    path("DRAGOPS_PACKS_DIR"),
                    publicUrl(port),
                    port,
                    address,
                    flag("DRAGOPS_LOCAL_AUTH", true),
                    setupCode(),
                    egressAllow(),
                    drain(),
                    auditHeadFile(dataDir),
                    traceAgent(),
                    trustedProxies());
            refuseSlips();
            if (!problems.isEmpty()) {
                throw new SettingsException(problems);
            }
            return settings;
        }

        /** A name that is nearly one of ours is a slip, and what it sets would be missed only when it matters. */
        private void refuseSlips() {
            for (String name : new TreeSet<>(environment.keySet())) {
                if (name.startsWith(APPS)) {
                    if (!APP.matcher(name).matches()) {
                        problems.add(
                                name + " is no setting: those of an OAuth app are DRAGOPS_OAUTH_<PROVIDER>_CLIENT_ID,"
                                        + " _CLIENT_SECRET and _CLIENT_AUTHENTICATION; write one of them, or unset it");
                    }
                } else if (name.startsWith(OURS) && !names.contains(name)) {
                    names.stream()
                            .filter(known -> Slip.isLikely(behind(name), behind(known)))
                            .min(Comparator.comparingInt(known -> Slip.distance(name, known)))
                            .ifPresent(
                                    known -> problems.add(name + " is no setting: write " + known + ", or unset it"));
                }
            }
        }

        private static String behind(String name) {
            return name.substring(OURS.length());
        }

        private Optional<Database> database() {
            Optional<String> url = text("DRAGOPS_DB_URL");
            Optional<String> user = text("DRAGOPS_DB_USER");
            Optional<String> password = text("DRAGOPS_DB_PASSWORD");
            if (url.isEmpty()) {
                if (user.isPresent() || password.isPresent()) {
                    problems.add("DRAGOPS_DB_USER or DRAGOPS_DB_PASSWORD is set without DRAGOPS_DB_URL: set the URL"
                            + " (jdbc:mariadb://host:3306/dragops), or unset them to use the embedded database");
                }
                return Optional.empty();
            }
            if (!url.get().startsWith("jdbc:mariadb:")) {
                problems.add("DRAGOPS_DB_URL must start with jdbc:mariadb: (jdbc:mariadb://host:3306/dragops)");
            }
            if (url.get().matches("(?i).*[?&](user|password)=.*")) {
                problems.add("DRAGOPS_DB_URL holds a user or password: move them to DRAGOPS_DB_USER and"
                        + " DRAGOPS_DB_PASSWORD, which are kept out of logs");
            }
            if (user.isEmpty()) {
                problems.add("DRAGOPS_DB_USER is missing: name the database user that goes with DRAGOPS_DB_URL");
            }
            return Optional.of(
                    new Database(url.get(), user.orElse(""), environment.getOrDefault("DRAGOPS_DB_PASSWORD", "")));
        }

        private URI publicUrl(int port) {
            String fallback = "http://localhost:" + port;
            String text = text("DRAGOPS_PUBLIC_URL").orElse(fallback);
            try {
                URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
                boolean origin = url.getHost() != null
                        && url.getRawUserInfo() == null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null
                        && url.getRawPath().isEmpty();
                if (web && origin) {
                    return url;
                }
            } catch (URISyntaxException notAUrl) {
                // told below, as every other text that is not a web address
            }
            problems.add("DRAGOPS_PUBLIC_URL must be the address that browsers use, without path or query"
                    + " (https://connections.example.com)");
            return URI.create(fallback);
        }

        private int port() {
            Optional<String> text = text("DRAGOPS_HTTP_PORT");
            if (text.isEmpty()) {
                return 8080;
            }
            if (text.get().matches("\\d{1,5}")) {
                int port = Integer.parseInt(text.get());
                if (port >= 1 && port <= 65_535) {
                    return port;
                }
            }
            problems.add("DRAGOPS_HTTP_PORT must be a whole number from 1 to 65535");
            return 8080;
        }

        private boolean flag(String name, boolean fallback) {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                return fallback;
            }
            if (!text.get().equals("true") && !text.get().equals("false")) {
                problems.add(name + " must be true or false");
            }
            return text.get().equals("true");
        }

        private Optional<String> setupCode() {
            Optional<String> code = text("DRAGOPS_SETUP_CODE");
            if (code.isPresent() && code.get().length() < 8) {
                problems.add("DRAGOPS_SETUP_CODE must have at least 8 characters, since whoever guesses it becomes"
                        + " the administrator");
            }
            return code;
        }

        private Set<HostPort> egressAllow() {
            Set<HostPort> allowed = new HashSet<>();
            for (String entry : text("DRAGOPS_EGRESS_ALLOW").orElse("").split("[,\\s]+", -1)) {
                if (entry.isEmpty()) {
                    continue;
                }
                HostPort.parse(entry)
                        .ifPresentOrElse(
                                allowed::add,
                                () -> problems.add("DRAGOPS_EGRESS_ALLOW has an entry that is not host:port;"
                                        + " separate entries by commas (idp.internal:8443,[fd00::1]:443)"));
            }
            return allowed;
        }

        private Duration drain() {
            Optional<String> text = text("DRAGOPS_DRAIN_SECONDS");
            if (text.isPresent() && text.get().matches("\\d{1,3}") && Integer.parseInt(text.get()) <= LONGEST_DRAIN) {
                return Duration.ofSeconds(Integer.parseInt(text.get()));
            }
            if (text.isPresent()) {
                problems.add("DRAGOPS_DRAIN_SECONDS must be a whole number from 0 to " + LONGEST_DRAIN);
            }
            return Duration.ZERO;
        }

        private Optional<Path> auditHeadFile(Path dataDir) {
            Optional<Path> file = path("DRAGOPS_AUDIT_HEAD_FILE");
            if (file.filter(named -> named.startsWith(dataDir)).isPresent()) {
                problems.add("DRAGOPS_AUDIT_HEAD_FILE lies inside DRAGOPS_DATA_DIR, and would be put back to its past"
                        + " together with the trail that it bears witness of: name a file outside that folder");
            }
            return file;
        }

        private Optional<Path> traceAgent() {
            Optional<Path> agent = path("DRAGOPS_TRACES_AGENT");
            if (agent.filter(named -> !Files.isReadable(named)).isPresent()) {
                problems.add(
                        "DRAGOPS_TRACES_AGENT names no file that can be read: name the opentelemetry-javaagent.jar,"
                                + " or unset it to have no traces");
            }
            return agent;
        }

        private Set<Network> trustedProxies() {
            Set<Network> trusted = new HashSet<>();
            for (String entry : text("DRAGOPS_TRUSTED_PROXIES").orElse("").split("[,\\s]+", -1)) {
                if (!entry.isEmpty()) {
                    Network.parse(entry)
                            .ifPresentOrElse(
                                    trusted::add,
                                    () -> problems.add("DRAGOPS_TRUSTED_PROXIES has an entry that is no IP address or"
                                            + " network; separate entries by commas (10.0.0.7,fd00::/64)"));
                }
            }
            return trusted;
        }

        private Optional<Path> path(String name) {
            return text(name).flatMap(text -> {
                try {
                    Path path = Path.of(text);
                    if (path.isAbsolute()) {
                        return Optional.of(path.normalize());
                    }
                } catch (InvalidPathException notAPath) {
                    // told below
                }
                problems.add(name + " must be an absolute path");
                return Optional.empty();
            });
        }

        private Optional<String> text(String name) {
            names.add(name);
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
        }
    }
}
