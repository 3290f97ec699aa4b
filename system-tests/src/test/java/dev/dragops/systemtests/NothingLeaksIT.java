package dev.dragops.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import dev.dragops.systemtests.provider.TokenAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Known values, used in every way there is, are then searched for wherever the product writes. */
@SystemTest
class NothingLeaksIT {
    private static final int BLOCK = 1 << 20;

    private final Dragops dragops;
    private final Installation installation;
    private final Providers providers;
    private final Map<String, String> known = new LinkedHashMap<>();
    private final String displayName = "Findable " + UUID.randomUUID();

    NothingLeaksIT(Dragops dragops, Installation installation, Providers providers) {
        this.providers = providers;
        this.dragops = dragops;
        this.installation = installation;
    }

    private String secret(String what) {
        return known.computeIfAbsent(
                what, any -> "Xyzzy" + UUID.randomUUID().toString().replace("-", ""));
    }

    @BeforeAll
    void useEverything() {
        Person ada = dragops.register(Dragops.newEmail(), secret("password"));
        known.put("session", ada.bearer());
        known.put("second session", ada.signInAgain().bearer());
        dragops.login(ada.email(), secret("wrong password")).expect(401);
        Program engine = ada.engine();
        known.put("runtime token", engine.bearer());
        known.put("revoked token", ada.program("connections:read").bearer());

        String slack = ada.createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"" + secret("API key") + "\",\"displayName\":\""
                                + displayName + "\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString())
                .expect(201)
                .id();
        ada.replaceCredential(slack, "{\"apiKey\":\"" + secret("second API key") + "\"}")
                .expect(200);
        ada.createCredentialsConnection("{\"provider\":\"tool\",\"credentials\":{\"pin\":\"" + secret("field") + "\"}}")
                .expect(201);
        String environment = ada.environment("production");
        ada.putSecret(environment, "LEAK", secret("secret")).expect(201);
        ada.putSecret(environment, "LEAK", secret("second secret")).expect(200);
        ada.putSecret(environment, "LONG", secret("long secret") + "k".repeat(60_000))
                .expect(201);

        engine.openConnection(displayName).expect(200);
        engine.openSecrets(environment, "LEAK", "LONG").expect(200);

        ada.importSecrets(environment, "IMPORTED='" + secret("imported") + "'\nLEAK=" + secret("replacing"), "replace")
                .expect(200);
        ada.importSecrets(environment, "bad=" + secret("refused import"), "keep")
                .expect(400);
        stage(ada, environment);

        // and where something goes wrong
        ada.createApiKeyConnection("{\"provider\":\"NO\",\"apiKey\":\"" + secret("refused key") + "\"}")
                .expect(400);
        ada.createApiKeyConnection("{\"apiKey\":\"" + secret("cut key")).expect(400);
        ada.createCredentialsConnection("""
                {"provider":"acme","credentials":{"login":"a","pin":"%s"}}
                """.formatted(secret("refused field"))).expect(400);
        ada.post(
                        "/api/tokens",
                        "{\"name\":\"x\",\"scopes\":[\"runtime\"],\"password\":\"" + secret("other password") + "\"}")
                .expect(403);
        dragops.bearing("drt_" + secret("unknown bearer")).connections().expect(401);
        ada.get("/api/connections?q=" + secret("query")).expect(200);
        failInTheMiddle(ada);
        connectByOAuth(ada, engine);
    }

    /** A pasted file that waits for a yes, and one that is refused. */
    private void stage(Person ada, String environment) {
        Browser browser = ada.browser();
        Browser.Page form = browser.open("/secrets/import?environment=" + environment);
        Browser.Page preview = browser.submit(
                form,
                "/secrets/import",
                Map.of("The file", "STAGED=" + secret("staged") + "\nLEAK=" + secret("staged too")));
        assertThat(preview.path()).startsWith("/secrets/import/imp_");
        Browser.Page refused = browser.submit(
                form,
                "/secrets/import",
                Map.of("The file", "GOOD=" + secret("refused paste") + "\n" + secret("bad line")));
        assertThat(refused.status()).isEqualTo(400);
        known.values().forEach(value -> assertThat(
                        preview.html().html() + refused.html().html())
                .doesNotContain(value));
    }

    /** Codes, tokens and the secret of the app, through success, refusal and the end. */
    private void connectByOAuth(Person ada, Program engine) {
        Realm realm = providers.realm(Providers.ROTATING).honest();
        String kept = ada.connects(Providers.ROTATING);
        String ended = ada.connects(Providers.ROTATING);
        engine.openConnection(kept).expect(200);
        ada.refreshConnection(kept).expect(200);
        realm.answersRefresh(ada.accountOf(kept), TokenAnswer.changed(reply -> reply.put("token_type", "unheard of")));
        ada.refreshConnection(kept);
        realm.answersExchange(TokenAnswer.text("text/plain", reply -> "{" + reply));
        ada.browser()
                .open(ada.beginAuthorization(Providers.ROTATING, "{}")
                        .expect(201)
                        .text("/authorizationUrl"));
        ada.deleteConnection(ended).expect(204);
        realm.everySecret().forEach(made -> known.put("made by a provider: " + made, made));
        known.put("client secret", realm.clientSecret());
    }

    /** A create that the database refuses at its end: the server logs it. */
    private void failInTheMiddle(Person ada) {
        installation
                .database()
                .execute("CREATE TRIGGER fail_create BEFORE INSERT ON sec_version FOR EACH ROW"
                        + " BEGIN IF NEW.written_by = '" + ada.id() + "' THEN SIGNAL SQLSTATE '45000'; END IF; END");
        try {
            ada.createApiKeyConnection(
                            "{\"provider\":\"github\",\"apiKey\":\"" + secret("key of a failed create") + "\"}")
                    .expectProblem(500, "INTERNAL_ERROR");
        } finally {
            installation.database().execute("DROP TRIGGER fail_create");
        }
    }

    /** Each known value as it is, and in the encodings that would hide it from a search. */
    private Map<String, byte[]> needles() {
        Map<String, byte[]> needles = new LinkedHashMap<>();
        known.forEach((what, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            needles.put(what, bytes);
            needles.put(
                    what + " in base64", Base64.getEncoder().withoutPadding().encode(bytes));
            needles.put(what + " in hex", HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
            needles.put(what + " in UTF-16", value.getBytes(StandardCharsets.UTF_16LE));
        });
        return needles;
    }

    private static List<String> search(String place, byte[] content, Map<String, byte[]> needles) {
        // one byte is one character: offsets and comparisons hold
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return needles.entrySet().stream()
                .filter(needle -> text.contains(new String(needle.getValue(), StandardCharsets.ISO_8859_1)))
                .map(needle -> needle.getKey() + " in " + place)
                .toList();
    }

    @Test
    void keepsNoKnownValueInAnyColumnOfAnyTable() {
        Map<String, byte[]> needles = needles();
        List<String> found = new ArrayList<>();
        installation.database().everyValue((place, value) -> found.addAll(search(place, value, needles)));

        assertThat(found).isEmpty();
        assertThat(installation.database().count("SELECT COUNT(*) FROM sec_import"))
                .as("files that are staged")
                .isPositive();
        installation
                .database()
                .everyValue((place, value) -> found.addAll(
                        search(place, value, Map.of("name", displayName.getBytes(StandardCharsets.UTF_8)))));
        assertThat(found).as("where what is no secret is found").contains("name in con_connection.display_name");
    }

    @Test
    void keepsNoKnownValueInTheFilesOfTheDatabase() throws IOException {
        // each committed byte is in the redo log, whatever is written to the tables' files meanwhile
        Path files = installation.dataDir().resolve("mariadb");

        assertThat(searchFiles(files, needles())).isEmpty();
        assertThat(searchFiles(files, Map.of("name", displayName.getBytes(StandardCharsets.UTF_8))))
                .as("where what is no secret is found")
                .isNotEmpty();
    }

    @Test
    void keepsNoKnownValueInAnyOtherFileOrLog() throws IOException {
        assertThat(search("console", installation.console().getBytes(StandardCharsets.UTF_8), needles()))
                .isEmpty();
        assertThat(searchFiles(installation.folder(), needles())).isEmpty();
    }

    /** Reads block by block, each with the end of the one before, so that nothing hides on a border. */
    private static List<String> searchFiles(Path folder, Map<String, byte[]> needles) throws IOException {
        int longest = needles.values().stream()
                .mapToInt(needle -> needle.length)
                .max()
                .orElseThrow();
        List<String> found = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> paths = Files.walk(folder)) {
            files = paths.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".jar")
                            && !path.toString().endsWith(".ear"))
                    .toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            try (var in = Files.newInputStream(file)) {
                byte[] tail = {};
                for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
                    byte[] window = new byte[tail.length + block.length];
                    System.arraycopy(tail, 0, window, 0, tail.length);
                    System.arraycopy(block, 0, window, tail.length, block.length);
                    found.addAll(search(folder.relativize(file).toString(), window, needles));
                    int keep = Math.min(longest, window.length);
                    tail = java.util.Arrays.copyOfRange(window, window.length - keep, window.length);
                }
            }
        }
        return found;
    }
}
