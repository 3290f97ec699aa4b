package dev.dragops.systemtests.secrets;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A .env file is imported as a whole or not at all, by REST and on the page, and its values are never told. */
@SystemTest
class ImportIT {
    private final Dragops dragops;
    private final Installation installation;
    private final Database database;

    ImportIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.installation = installation;
        this.database = installation.database();
    }

    @Test
    void createsReplacesOrKeepsAndTellsWhich() {
        Person ada = dragops.register();
        Program engine = ada.engine();
        String environment = ada.environment("staging");
        ada.putSecret(environment, "OLD", "old").expect(201);

        Answer kept = ada.importSecrets(
                        environment, "# all\r\nexport B=\"two\\nlines\"\r\nOLD=new\r\nA='x # y' # z\r\n", "keep")
                .expect(200);
        assertThatJson(kept.body()).isEqualTo("""
                {"environmentId":"%s","dryRun":false,"created":["B","A"],"replaced":[],"kept":["OLD"]}
                """.formatted(environment));
        assertThat(ada.valueOf(environment, "B", engine)).isEqualTo("two\nlines");
        assertThat(ada.valueOf(environment, "A", engine)).isEqualTo("x # y");
        assertThat(ada.valueOf(environment, "OLD", engine)).isEqualTo("old");

        Answer replaced =
                ada.importSecrets(environment, "OLD=newer\nC=c", "replace").expect(200);
        assertThat(replaced.texts("/replaced")).containsExactly("OLD");
        assertThat(ada.valueOf(environment, "OLD", engine)).isEqualTo("newer");
        assertThat(ada.secret(environment, "OLD").text("/version")).isEqualTo("2");
        assertThat(ada.get("/api/environments/" + environment + "/secrets/names")
                        .expect(200)
                        .body())
                .isEqualTo("A=\nB=\nC=\nOLD=\n");
        ada.get("/api/environments/" + environment + "/secrets/names?format=env")
                .expect(200);
        ada.get("/api/environments/" + environment + "/secrets/names?format=json")
                .expectRefusedField("format");
    }

    @Test
    void tellsWhatItWouldDoAndWritesNothing() {
        Person ada = dragops.register();
        String environment = ada.environment("staging");
        ada.putSecret(environment, "OLD", "old").expect(201);

        Answer preview = ada.post("/api/environments/" + environment + "/secrets/import", """
                {"dotenv":"NEW=1\\nOLD=2","onExisting":"replace","dryRun":true}
                """)
                .expect(200);

        assertThatJson(preview.body()).isEqualTo("""
                {"environmentId":"%s","dryRun":true,"created":["NEW"],"replaced":["OLD"],"kept":[]}
                """.formatted(environment));
        assertThat(ada.secretNames(environment)).containsExactly("OLD");
        assertThat(ada.secret(environment, "OLD").text("/version")).isEqualTo("1");
        ada.post("/api/environments/" + environment + "/secrets/import", "{\"dotenv\":\"lower=1\",\"dryRun\":true}")
                .expectRefusedField("dotenv");
    }

    @Test
    void namesEachBadLineAndRepeatsNothing() {
        Person ada = dragops.register();
        String environment = ada.environment("staging");
        String requestId = "import-" + UUID.randomUUID();

        Answer refused = ada.post(
                        "/api/environments/" + environment + "/secrets/import",
                        "{\"dotenv\":"
                                + Json.quote("GOOD=xyzzy1\nlower=xyzzy2\n\nxyzzy3\nQ='xyzzy4\nGOOD=xyzzy5")
                                + "}",
                        "X-Request-Id",
                        requestId)
                .expectRefusedField("dotenv");

        assertThat(refused.texts("/errors", "line")).containsExactly("2", "4", "5", "6");
        assertThat(refused.texts("/errors", "code"))
                .containsExactly("INVALID_NAME", "NO_EQUALS_SIGN", "UNCLOSED_QUOTE", "REPEATED");
        assertThat(refused.body()).doesNotContain("xyzzy", "lower", "GOOD");
        assertThat(ada.secretNames(environment)).isEmpty();
        assertThat(installation.console()).contains(requestId).doesNotContain("xyzzy");
        assertThat(database.texts("SELECT details FROM acc_audit WHERE request_id = ?", requestId))
                .allMatch(details -> !details.contains("xyzzy"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"dotenv\":null}", "{\"dotenv\":5}", "{\"dotenv\":\"\"}", "{\"dotenv\":\"A=\\ud800\"}"})
    void refusesWhatIsNoFile(String body) {
        Person ada = dragops.register();
        ada.post("/api/environments/" + ada.environment("staging") + "/secrets/import", body)
                .expectRefusedField("dotenv");
    }

    @Test
    void refusesOtherChoicesAndMoreThanThereMayBe() {
        Person ada = dragops.register();
        String path = "/api/environments/" + ada.environment("staging") + "/secrets/import";
        ada.post(path, "{\"dotenv\":\"A=1\",\"onExisting\":\"merge\"}").expectRefusedField("onExisting");
        ada.post(path, "{\"dotenv\":\"A=1\",\"dryRun\":\"yes\"}").expectRefusedField("dryRun");
        ada.post(path, "{\"dotenv\":" + Json.quote("A=" + "k".repeat(65_537)) + "}")
                .expectRefusedField("dotenv");
        ada.post(path, "{\"dotenv\":" + Json.quote("# " + "k".repeat(1 << 20)) + "}")
                .expectProblem(413, "CONTENT_TOO_LARGE");
        ada.post(path, "{\"dotenv\":\"A=1\"}", "Content-Type", "text/plain")
                .expectProblem(415, "UNSUPPORTED_MEDIA_TYPE");
        String many =
                IntStream.rangeClosed(0, 1000).mapToObj(i -> "N" + i + "=v\n").collect(Collectors.joining());
        ada.post(path, "{\"dotenv\":" + Json.quote(many) + "}").expectRefusedField("dotenv");
        assertThat(ada.secretNames(ada.environment("staging"))).isEmpty();
    }

    @Test
    void writesNothingWhereItFailsInTheMiddle() {
        Person ada = dragops.register();
        Program engine = ada.engine();
        String environment = ada.environment("staging");
        ada.putSecret(environment, "OLD", "old").expect(201);
        database.execute("CREATE TRIGGER fail_import BEFORE INSERT ON sec_version FOR EACH ROW BEGIN"
                + " IF NEW.version = 2 AND NEW.written_by = '" + ada.id()
                + "' THEN SIGNAL SQLSTATE '45000'; END IF; END");
        try {
            // the new names are written by then, and the old one is to be replaced
            ada.importSecrets(environment, "NEW=xyzzy6\nOLD=xyzzy7", "replace").expectProblem(500, "INTERNAL_ERROR");
        } finally {
            database.execute("DROP TRIGGER fail_import");
        }

        assertThat(ada.secretNames(environment)).containsExactly("OLD");
        assertThat(ada.valueOf(environment, "OLD", engine)).isEqualTo("old");
        assertThat(database.count(
                        "SELECT COUNT(*) FROM acc_audit WHERE action = 'secrets.imported' AND user_id = ?", ada.id()))
                .isZero();
        assertThat(installation.console()).doesNotContain("xyzzy6", "xyzzy7");
    }

    @Test
    void answersAnotherPersonsEnvironmentLikeOneThatNobodyHas() {
        Person ada = dragops.register();
        Person bob = dragops.register();
        String environment = ada.environment("staging");
        String nobodys = "env_01jd3v5w0c8m2xq6d9k4t7h1zr";

        for (String dotenv : List.of("A=1", "bad")) {
            assertThat(bob.importSecrets(environment, dotenv, "replace")
                            .expectProblem(404, "ENVIRONMENT_NOT_FOUND")
                            .bodyWithoutRequestId())
                    .isEqualTo(bob.importSecrets(nobodys, dotenv, "replace").bodyWithoutRequestId());
        }
        bob.get("/api/environments/" + environment + "/secrets/names").expectProblem(404, "ENVIRONMENT_NOT_FOUND");
        bob.get("/api/workspaces/" + ada.activeWorkspace() + "/secrets").expectProblem(404, "WORKSPACE_NOT_FOUND");
        ada.program("secrets:read").importSecrets(environment, "A=1", "keep").expectProblem(403, "INSUFFICIENT_SCOPE");
        assertThat(ada.secretNames(environment)).isEmpty();
    }

    @Test
    void importsTheSameNamesAtOnceWithoutLosingOne() {
        Person ada = dragops.register();
        String environment = ada.environment("staging");
        String file = IntStream.range(0, 50).mapToObj(i -> "N" + i + "=v\n").collect(Collectors.joining());

        List<Answer> answers = atOnce(4, i -> ada.importSecrets(environment, file, "replace"));

        assertThat(answers).allSatisfy(answer -> answer.expect(200));
        assertThat(answers.stream()
                        .mapToInt(answer -> answer.texts("/created").size())
                        .sum())
                .isEqualTo(50);
        assertThat(answers.stream()
                        .mapToInt(answer -> answer.texts("/replaced").size())
                        .sum())
                .isEqualTo(150);
        assertThat(ada.secret(environment, "N7").text("/version")).isEqualTo("4");
    }

    @Test
    void asksOnThePageAndImportsOnce() {
        Person ada = dragops.register();
        Program engine = ada.engine();
        Browser browser = ada.browser();
        String environment = ada.environment("production");
        ada.putSecret(environment, "OLD", "old").expect(201);
        Page form = browser.open("/secrets/import?environment=" + environment).expect(200);

        Page preview = browser.submit(form, "/secrets/import", Map.of("The file", "NEW=xyzzy8\nOLD=xyzzy9"))
                .expect(200);

        assertThat(preview.text()).contains("One name is new", "NEW", "is kept", "OLD");
        assertThat(preview.html().html()).doesNotContain("xyzzy");
        assertThat(ada.secretNames(environment)).containsExactly("OLD");
        Person bob = dragops.register();
        Page others = bob.browser().open(preview.path());
        assertThat(others.text()).doesNotContain("NEW").contains("That import is over");

        Page done = browser.submit(preview, preview.path(), Map.of()).expect(200);
        assertThat(done.text()).contains("One name is new.", "One name was there already and was kept.");
        assertThat(done.html().html()).doesNotContain("xyzzy");
        assertThat(ada.valueOf(environment, "NEW", engine)).isEqualTo("xyzzy8");
        assertThat(ada.valueOf(environment, "OLD", engine)).isEqualTo("old");
        Page again = browser.submit(preview, preview.path(), Map.of()).expect(200);
        assertThat(again.text()).contains("That import is over");
        assertThat(ada.secret(environment, "NEW").text("/version")).isEqualTo("1");
    }

    @Test
    void showsWhereEachNameIsMissing() {
        Person ada = dragops.register();
        List<String> environments = ada.environments();
        ada.importSecrets(environments.get(0), "EVERYWHERE=1\nONE_PLACE=2", "keep")
                .expect(200);
        ada.importSecrets(environments.get(1), "EVERYWHERE=1", "keep").expect(200);
        ada.importSecrets(environments.get(2), "EVERYWHERE=1", "keep").expect(200);
        String path = "/api/workspaces/" + ada.activeWorkspace() + "/secrets";

        Answer all = ada.get(path).expect(200);
        Answer missing = ada.get(path + "?missing=true&q=place&limit=1").expect(200);

        assertThat(all.texts("/secrets", "name")).containsExactly("EVERYWHERE", "ONE_PLACE");
        assertThat(all.texts("/secrets/0/environments", "environmentId")).isEqualTo(environments);
        assertThat(missing.texts("/secrets", "name")).containsExactly("ONE_PLACE");
        assertThat(missing.texts("/secrets/0/missing")).isEqualTo(environments.subList(1, 3));
        assertThat(missing.text("/total")).isEqualTo("1");
        ada.get(path + "?q=%C3%A4").expect(200);
        ada.get(path + "?page=0").expectRefusedField("page");
        ada.get(path + "?limit=501").expectRefusedField("limit");
        ada.get(path + "?missing=maybe").expectRefusedField("missing");
    }

    @Test
    void seesAnEnvironmentAndItsSecretsGoOnThePages() {
        Person ada = dragops.register();
        Browser browser = ada.browser();
        ada.importSecrets(ada.environment("staging"), "A=1\nB=2", "keep").expect(200);
        String workspace = "/workspaces/" + ada.activeWorkspace();
        String staging = workspace + "/environments/" + ada.environment("staging");

        Page question = browser.open(staging + "/delete").expect(200);
        assertThat(question.text()).contains("2 secrets are erased with it.");
        Page deleted = browser.submit(question, staging + "/delete", Map.of()).expect(200);
        assertThat(deleted.path()).isEqualTo(workspace);
        assertThat(ada.environments()).hasSize(2);

        Page added = browser.submit(deleted, workspace + "/environments", Map.of("New environment", "review"))
                .expect(200);
        assertThat(added.text()).contains("review");
        Page taken = browser.submit(added, workspace + "/environments", Map.of("New environment", "Review"));
        assertThat(taken.status()).isEqualTo(409);
        Page gone = browser.submit(browser.open(workspace + "/delete").expect(200), workspace + "/delete", Map.of())
                .expect(200);
        assertThat(gone.path()).isEqualTo("/workspaces");
        assertThat(browser.open("/secrets").expect(200).text()).contains("No workspace is active");
        Page made =
                browser.submit(gone, "/workspaces", Map.of("Name", "Second")).expect(200);
        assertThat(made.text()).contains("development", "staging", "production", "Make active");
    }
}
