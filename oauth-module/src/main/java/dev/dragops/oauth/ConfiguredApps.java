package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.egress.Json;
import dev.dragops.platform.Settings;
import dev.dragops.vault.Plaintext;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OAuth apps that the operator configured: {@code DRAGOPS_OAUTH_<PROVIDER>_CLIENT_ID} with {@code _CLIENT_SECRET}
 * (or {@code _CLIENT_AUTHENTICATION=none}), or {@code <provider>.json} in the folder {@code oauth} of the data folder. Read
 * once at the start, which a half-configured one refuses.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ConfiguredApps {
    private static final System.Logger LOG = System.getLogger(ConfiguredApps.class.getName());
    private static final Pattern VARIABLE =
            Pattern.compile("DRAGOPS_OAUTH_([A-Z][A-Z0-9_]{0,63})_CLIENT_(ID|SECRET|AUTHENTICATION)");
    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final int LARGEST_FILE = 64 * 1024;
    private static final Set<String> MEMBERS = Set.of("clientId", "clientSecret", "privateKey", "clientAuthentication");

    private volatile Map<String, Client> apps = Map.of();

    /**
     * Reads them.
     *
     * @throws IllegalStateException naming each variable and file that makes no sense, and its mend
     */
    @PostConstruct
    void read() {
        Settings settings = Settings.fromEnvironment();
        try {
            apps = from(System.getenv(), settings.dataDir().resolve("oauth"));
        } catch (IllegalStateException refused) {
            LOG.log(System.Logger.Level.ERROR, refused.getMessage());
            throw refused;
        }
    }

    /** The app of that provider, which the caller wipes. */
    public Optional<Client> find(String provider) {
        return Optional.ofNullable(apps.get(provider)).map(Client::copy);
    }

    /** The providers that have one. */
    public List<String> providers() {
        return apps.keySet().stream().sorted().toList();
    }

    /** The apps of these variables and of the files in that folder, which may be missing. */
    static Map<String, Client> from(Map<String, String> environment, Path folder) {
        List<String> problems = new ArrayList<>();
        Map<String, Client> apps = new TreeMap<>(fromVariables(environment, problems));
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                for (Path file : files) {
                    String provider = String.valueOf(file.getFileName()).replaceAll("\\.json$", "");
                    if (apps.containsKey(provider)) {
                        problems.add("oauth/" + provider + ".json and variables both configure " + provider
                                + ": keep one of them");
                    } else if (PROVIDER.matcher(provider).matches()) {
                        fromFile(file, provider, problems).ifPresent(app -> apps.put(provider, app));
                    } else {
                        problems.add("a file in oauth/ is not named after a provider (a-z, 0-9 and -)");
                    }
                }
            } catch (IOException unreadable) {
                problems.add("the folder oauth/ in DRAGOPS_DATA_DIR cannot be read: give this process the right to");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "DRAGOPS cannot start with these OAuth apps:\n  - " + String.join("\n  - ", problems));
        }
        return apps;
    }

    private static Map<String, Client> fromVariables(Map<String, String> environment, List<String> problems) {
        Set<String> names = new TreeSet<>();
        environment.forEach((name, value) -> {
            Matcher variable = VARIABLE.matcher(name);
            if (variable.matches() && !value.isBlank()) {
                names.add(variable.group(1));
            }
        });
        Map<String, Client> apps = new TreeMap<>();
        for (String name : names) {
            String prefix = "DRAGOPS_OAUTH_" + name + "_CLIENT_";
            Optional<String> id = text(environment, prefix + "ID");
            Optional<String> secret = text(environment, prefix + "SECRET");
            Optional<String> authentication = text(environment, prefix + "AUTHENTICATION");
            if (id.isEmpty()) {
                problems.add(prefix + "ID is missing: set it, or unset the other variables of that app");
                continue;
            }
            if (secret.isEmpty() && !authentication.equals(Optional.of("none"))) {
                problems.add(prefix + "SECRET is missing: set it, or " + prefix + "AUTHENTICATION=none where the app"
                        + " has none");
                continue;
            }
            app(prefix + "AUTHENTICATION", id.get(), secret, Optional.empty(), authentication, problems)
                    .ifPresent(app -> apps.put(name.toLowerCase(Locale.ROOT).replace('_', '-'), app));
        }
        return apps;
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Client> fromFile(Path file, String provider, List<String> problems) {
        String where = "oauth/" + provider + ".json";
        byte[] bytes = new byte[0];
        try {
            if (isOpenToAll(file)) {
                problems.add(where + " can be read by everybody: take that right away (chmod 600)");
                return Optional.empty();
            }
            if (Files.size(file) > LARGEST_FILE) {
                problems.add(where + " is larger than 64 KiB");
                return Optional.empty();
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            problems.add(where + " cannot be read: give this process the right to");
            return Optional.empty();
        }
        Optional<Json> json = Json.read(bytes);
        Arrays.fill(bytes, (byte) 0);
        boolean known = json.isPresent()
                && json.get().isObject()
                && MEMBERS.containsAll(json.get().members().keySet());
        if (!known || json.get().members().values().stream().anyMatch(value -> !(value instanceof String))) {
            problems.add(where + " must be a JSON object with the texts clientId, clientSecret or privateKey, and"
                    + " clientAuthentication");
            return Optional.empty();
        }
        Optional<String> id = json.get().textAt("/clientId");
        if (id.isEmpty()) {
            problems.add(where + " has no clientId");
            return Optional.empty();
        }
        return app(
                where,
                id.get(),
                json.get().textAt("/clientSecret"),
                json.get().textAt("/privateKey"),
                json.get().textAt("/clientAuthentication"),
                problems);
    }

    private static boolean isOpenToAll(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return posix != null && posix.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    }

    private static Optional<Client> app(
            String where,
            String id,
            Optional<String> secret,
            Optional<String> privateKey,
            Optional<String> authentication,
            List<String> problems) {
        Optional<ClientAuthentication> way = authentication.flatMap(ConfiguredApps::authentication);
        if (authentication.isPresent() && way.isEmpty()) {
            problems.add(where + ": the client authentication must be client_secret_basic, client_secret_post,"
                    + " private_key_jwt or none");
            return Optional.empty();
        }
        Client app = new Client(id, secret.map(Plaintext::ofText), privateKey.map(Plaintext::ofText), way);
        Optional<AppProblem> problem = AppProblem.of(app);
        problem.ifPresent(found -> problems.add(where + ": " + found.message()));
        return problem.isPresent() ? Optional.empty() : Optional.of(app);
    }

    /** The way of that name on the wire (RFC 7591 section 2). */
    static Optional<ClientAuthentication> authentication(String wire) {
        return Arrays.stream(ClientAuthentication.values())
                .filter(way -> way.name().toLowerCase(Locale.ROOT).equals(wire))
                .findFirst();
    }
}
