package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.connections.Packs.Rejected;
import dev.dragops.connections.packs.PackFile;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.Template;
import dev.dragops.secrets.SecretName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PackCatalogueTest {
    private static final String ACME = """
            {
              "$schema": "dragops-pack.schema.json",
              "packVersion": 1,
              "metadata": {
                "slug": "acme", "name": "Acme", "description": "Anvils.", "version": "2.1.0-rc.1+build",
                "category": "crm", "tags": ["anvils"], "docsUrl": "https://acme.example/docs", "x-owner": {"team": 7}
              },
              "connection": {
                "provider": "acme",
                "methods": [
                  {"authType": "credentials", "credentials": [
                    {"name": "host", "label": "Host", "description": "Where it runs.", "placeholder": "acme.example",
                     "required": false, "secret": false, "format": "hostname", "pattern": "[a-z.]+",
                     "seedAs": "ACME_HOST_NAME"},
                    {"name": "pin", "label": "PIN"}]},
                  {"authType": "api_key", "credentials": [
                    {"name": "api-key", "label": "API key", "keyPrefix": "ac_", "seedAs": ["ACME_KEY", "ACME_TOKEN"]}]},
                  {"authType": "oauth", "oauth": {
                    "authorizationUrl": "https://acme.example/authorize", "tokenUrl": "https://acme.example/token"}}
                ]
              }
            }
            """;

    private static final Pack.OAuth ACME_OAUTH = new Pack.OAuth(
            new OAuthProvider(
                    "acme",
                    OAuthProvider.Grant.AUTHORIZATION_CODE,
                    new OAuthProvider.Endpoints(
                            Optional.of(new Template("https://acme.example/authorize")),
                            Optional.of(new Template("https://acme.example/token")),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            false),
                    new OAuthProvider.Scopes(List.of(), List.of(), " ", " ", Optional.of("scope")),
                    new OAuthProvider.AuthorizationRequests(Map.of(), Map.of(), Set.of(), List.of()),
                    new OAuthProvider.TokenRequests(
                            ClientAuthentication.CLIENT_SECRET_BASIC,
                            ClientAuthentication.CLIENT_SECRET_BASIC,
                            OAuthProvider.BodyFormat.FORM,
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            false),
                    OAuthProvider.TokenReplies.standard(),
                    new OAuthProvider.Refreshing(
                            true, OAuthProvider.Rotation.UNKNOWN, Duration.ofMinutes(5), Optional.empty()),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of()),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    private static final int BUILT_IN = PackFile.builtIn().size();

    private static final String OAUTH = ACME.substring(
            ACME.indexOf("{\"authType\": \"oauth\""), ACME.indexOf("/token\"}}") + "/token\"}}".length());

    @TempDir
    Path folder;

    @Test
    void bringsThePacksOfTheProductByName() {
        PackCatalogue catalogue = PackCatalogue.read(Optional.empty());

        assertThat(catalogue.rejected()).isEmpty();
        assertThat(catalogue.packs())
                .extracting(Pack::name)
                .contains("GitHub", "Jira", "OpenAI", "SendGrid", "ServiceNow", "Slack", "VirusTotal")
                .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slack      | api_key     | api-key      | SLACK_API_KEY, SLACK_BOT_TOKEN",
                "sendgrid   | api_key     | api-key      | SENDGRID_API_KEY",
                "openai     | api_key     | api-key      | OPENAI_API_KEY",
                "virustotal | api_key     | api-key      | VIRUSTOTAL_API_KEY",
                "github     | api_key     | api-key      | GITHUB_API_KEY",
                "jira       | credentials | user-email   | JIRA_USER_EMAIL",
                "jira       | credentials | api-token    | JIRA_API_TOKEN",
                "jira       | credentials | base-url     | JIRA_BASE_URL",
                "servicenow | credentials | instance-url | SERVICENOW_INSTANCE_URL",
                "servicenow | credentials | username     | SERVICENOW_USERNAME",
                "servicenow | credentials | password     | SERVICENOW_PASSWORD"
            })
    void seedsTheSecretsThatTheProductPromises(String provider, String type, String field, String secrets) {
        Pack pack = pack(PackCatalogue.read(Optional.empty()), provider);
        Pack.Method method = pack.methods().get(0);

        assertThat(method.type().wire()).isEqualTo(type);
        assertThat(SecretNames.seedNames(Optional.of(method), pack.provider(), method.type(), field))
                .extracting(SecretName::value)
                .containsExactly(secrets.split(", "));
    }

    @Test
    void masksWhatIsSecretInThePacksOfTheProduct() {
        assertThat(PackCatalogue.read(Optional.empty()).packs())
                .flatExtracting(Pack::methods)
                .flatExtracting(Pack.Method::fields)
                .filteredOn(field -> !field.secret())
                .extracting(Pack.Field::name)
                .doesNotContain("api-key", "api-token", "password", "client-secret")
                .contains("user-email", "base-url", "instance-url", "username");
    }

    @Test
    void readsEveryMemberOfAPack() throws Exception {
        write("acme", ACME);

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isEmpty();
        assertThat(pack(catalogue, "acme"))
                .isEqualTo(new Pack(
                        new Provider("acme"),
                        "acme",
                        "Acme",
                        "Anvils.",
                        "2.1.0-rc.1+build",
                        "crm",
                        List.of("anvils"),
                        Optional.of("https://acme.example/docs"),
                        List.of(
                                new Pack.Method(
                                        ConnectionType.CREDENTIALS,
                                        List.of(
                                                new Pack.Field(
                                                        "host",
                                                        "Host",
                                                        Optional.of("Where it runs."),
                                                        Optional.of("acme.example"),
                                                        false,
                                                        false,
                                                        Optional.of("[a-z.]+"),
                                                        Optional.of("hostname"),
                                                        Optional.empty(),
                                                        List.of("ACME_HOST_NAME")),
                                                new Pack.Field(
                                                        "pin",
                                                        "PIN",
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        true,
                                                        true,
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        List.of("ACME_PIN")))),
                                new Pack.Method(
                                        ConnectionType.API_KEY,
                                        List.of(new Pack.Field(
                                                "api-key",
                                                "API key",
                                                Optional.empty(),
                                                Optional.empty(),
                                                true,
                                                true,
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of("ac_"),
                                                List.of("ACME_KEY", "ACME_TOKEN")))),
                                new Pack.Method(
                                        ConnectionType.OAUTH, List.of(), Optional.of(ACME_OAUTH), Optional.empty()))));
    }

    @Test
    void acceptsASingleMethodAsShorthand() throws Exception {
        write("acme", """
                {"packVersion": 1, "metadata": {"slug": "acme", "name": "Acme", "version": "1.0.0"},
                 "connection": {"provider": "acme", "authType": "api_key",
                                "credentials": [{"name": "api-key", "label": "API key", "required": false}]}}
                """);

        Pack pack = pack(read(), "acme");

        assertThat(pack.methods()).extracting(Pack.Method::type).containsExactly(ConnectionType.API_KEY);
        assertThat(pack.methods().get(0).fields().get(0).seedAs()).containsExactly("ACME_API_KEY");
        assertThat(pack.methods().get(0).fields().get(0).required())
                .as("an API key is needed, whatever the file says")
                .isTrue();
        assertThat(pack.description()).isEmpty();
        assertThat(pack.category()).isEqualTo("other");
    }

    @Test
    void acceptsTheExampleOfTheDocumentation() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "packs.md"));
        String example = page.substring(page.indexOf("```json") + "```json".length());
        write("acme", example.substring(0, example.indexOf("```")));

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isEmpty();
        Pack.Method method =
                pack(catalogue, "acme").method(ConnectionType.CREDENTIALS).orElseThrow();
        assertThat(method.fields())
                .flatExtracting(field -> SecretNames.seedNames(
                        Optional.of(method), new Provider("acme"), ConnectionType.CREDENTIALS, field.name()))
                .extracting(SecretName::value)
                .containsExactly("ACME_HOST", "ACME_ACCOUNT", "ACME_API_TOKEN", "ACME_NOTE");
    }

    @Test
    void acceptsTheOAuthExamplesOfTheDocumentation() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "packs.md"));
        write("anvil", firstJson(page.substring(page.indexOf("## OAuth"))));
        write("acme", firstJson(Files.readString(Path.of("..", "docs", "oauth.md"))));

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isEmpty();
        assertThat(pack(catalogue, "anvil").method(ConnectionType.OAUTH)).isPresent();
        assertThat(pack(catalogue, "acme").method(ConnectionType.OAUTH)).isPresent();
    }

    private static String firstJson(String page) {
        String example = page.substring(page.indexOf("```json") + "```json".length());
        return example.substring(0, example.indexOf("```"));
    }

    /** Each is the pack above with one change. */
    static Stream<Arguments> broken() {
        String pin = "connection.methods[0].credentials[1]";
        return Stream.of(
                change("\"packVersion\": 1", "\"packVersion\": 2", "packVersion", "must be 1"),
                change("\"packVersion\": 1", "\"packVersion\": \"2\"", "packVersion", "must be 1"),
                change("\"packVersion\": 1,", "", "packVersion", "is missing"),
                change("\"packVersion\"", "\"packversion\"", "packVersion", "is missing"),
                change(
                        "\"packVersion\"",
                        "\"packversion\": 1, \"packVersion\"",
                        "packversion",
                        "is not a member that packs have"),
                change("\"slug\"", "\"icon\": \"a\", \"slug\"", "metadata.icon", "is not a member that packs have"),
                change("\"name\": \"Acme\",", "", "metadata.name", "is missing"),
                change("\"name\": \"Acme\"", "\"name\": \" \"", "metadata.name", "must be a text that is not blank"),
                change(
                        "\"name\": \"Acme\"",
                        "\"name\": \"A\\nB\"",
                        "metadata.name",
                        "has a control character, such as a line break"),
                change(
                        "\"name\": \"Acme\"",
                        "\"name\": \"A\u202ecme\"",
                        "metadata.name",
                        "must not hold control characters"),
                change("\"name\": \"Acme\"", "\"name\": \"\u2003\"", "metadata.name", "must not be blank"),
                change(
                        "\"name\": \"Acme\"",
                        "\"name\": \" Conn_Acme\"",
                        "metadata.name",
                        "must not start with conn_, since nodes would take it for an id"),
                change("2.1.0-rc.1+build", "2.1", "metadata.version", "must be a version such as 1.0.0 (semver.org)"),
                change("[\"anvils\"]", "[\"a\", \"a\"]", "metadata.tags", "has an entry twice"),
                change("[\"anvils\"]", "\"anvils\"", "metadata.tags", "must be a list"),
                change(
                        "https://acme.example/docs",
                        "javascript:alert(1)",
                        "metadata.docsUrl",
                        "must be an http or https address"),
                change(
                        "https://acme.example/docs",
                        "https://",
                        "metadata.docsUrl",
                        "must be an http or https address, such as https://example.com"),
                change(
                        "\"provider\": \"acme\"",
                        "\"provider\": \"Acme\"",
                        "connection.provider",
                        "must be a-z, 0-9 and -, starting with a letter, at most 64 characters"),
                change(
                        "\"provider\": \"acme\"",
                        "\"provider\": \"acme\", \"provider\": \"b\"",
                        "connection.provider",
                        "stands there twice"),
                change(
                        "\"methods\"",
                        "\"authType\": \"oauth\", \"methods\"",
                        "connection.methods",
                        "cannot stand beside authType and credentials"),
                change("\"methods\"", "\"x-methods\"", "connection.methods", "is missing"),
                change(
                        "\"authType\": \"oauth\"",
                        "\"authType\": \"basic\", \"credentials\": [{\"name\": \"a\", \"label\": \"A\"}]",
                        "connection.methods[2].authType",
                        "must be one of api_key, credentials, oauth"),
                change(
                        OAUTH,
                        "{\"authType\": \"api_key\", \"credentials\": [{\"name\": \"a\", \"label\": \"A\"}]}",
                        "connection.methods[2].authType",
                        "is the type of connection.methods[1] already"),
                change(OAUTH, "{}", "connection.methods[2].authType", "is missing"),
                change(OAUTH, "{\"authType\": \"oauth\"}", "connection.methods[2].oauth", "is missing"),
                change(
                        "\"authType\": \"oauth\"",
                        "\"authType\": \"credentials\"",
                        "connection.methods[2].credentials",
                        "is missing"),
                change(
                        "\"authType\": \"oauth\"",
                        "\"authType\": \"credentials\", \"credentials\": []",
                        "connection.methods[2].credentials",
                        "has too few entries: at least 1"),
                change(
                        "\"authType\": \"credentials\"",
                        "\"authType\": \"api_key\"",
                        "connection.methods[0].credentials",
                        "has too many entries: at most 1"),
                change(
                        "\"pin\"",
                        "\"1pin\"",
                        pin + ".name",
                        "must be a letter followed by up to 63 letters, digits, underscores, dots or hyphens"),
                change(
                        "\"pin\"",
                        "\"host\"",
                        pin + ".name",
                        "is the name of connection.methods[0].credentials[0] already"),
                change(
                        "\"pin\"",
                        "\"host-name\"",
                        pin + ".name",
                        "seeds ACME_HOST_NAME, as connection.methods[0].credentials[0] does"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"seedAs\": [\"A\", \"ACME_HOST_NAME\"]",
                        pin + ".seedAs",
                        "seeds ACME_HOST_NAME, as connection.methods[0].credentials[0] does"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"seedAs\": [\"A\", \"b\"]",
                        pin + ".seedAs[1]",
                        "must be A-Z, 0-9 and _, starting with a letter, at most 128 characters"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"seedAs\": \"b\"",
                        pin + ".seedAs",
                        "must be A-Z, 0-9 and _, starting with a letter, at most 128 characters"),
                change("\"PIN\"", "\"PIN\", \"seedAs\": []", pin + ".seedAs", "has too few entries: at least 1"),
                change("\"PIN\"", "\"PIN\", \"seedAs\": 7", pin + ".seedAs", "must be a string"),
                change(
                        "\"label\": \"PIN\"",
                        "\"lable\": \"PIN\", \"label\": \"PIN\"",
                        pin + ".lable",
                        "is not a member that packs have"),
                change("\"PIN\"", "\"PIN\", \"required\": \"yes\"", pin + ".required", "must be true or false"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"format\": \"uri\"",
                        pin + ".format",
                        "must be one of text, url, email, hostname"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"keyPrefix\": \"a b\"",
                        pin + ".keyPrefix",
                        "must be 1 to 32 visible ASCII characters"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"pattern\": \"(\"",
                        pin + ".pattern",
                        "is not a regular expression in RE2 syntax: missing closing )"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"pattern\": \"((a{100}){100}){100}\"",
                        pin + ".pattern",
                        "repeats too much: its counts multiply to more than 4000"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"pattern\": \"" + "a".repeat(513) + "\"",
                        pin + ".pattern",
                        "must have at most 512 characters"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"visibleWhen\": {\"field\": \"pin\", \"equals\": \"1\"}",
                        pin + ".visibleWhen.field",
                        "names no field before this one"),
                change(
                        "\"PIN\"",
                        "\"PIN\", \"visibleWhen\": {\"field\": \"host\", \"equals\": \"NO.HOST\"}",
                        pin + ".visibleWhen.equals",
                        "is no value that the other field accepts"),
                change(
                        "\"keyPrefix\": \"ac_\"",
                        "\"visibleWhen\": {\"field\": \"host\", \"equals\": \"a\"}",
                        "connection.methods[1].credentials[0].visibleWhen",
                        "belongs to a method of authType credentials"),
                change(
                        "{\"name\": \"pin\", \"label\": \"PIN\"}",
                        "{\"name\": \"pin\", \"label\": \"PIN\"}, {\"name\": \"n\", \"label\": \"N\","
                                + " \"visibleWhen\": {\"field\": \"pin\", \"equals\": \"1\"}}",
                        "connection.methods[0].credentials[2].visibleWhen.field",
                        "names a secret field"));
    }

    @Test
    void readsOptionsAndTheFieldThatDependsOnThem() throws Exception {
        write("acme", ACME.replace("{\"name\": \"pin\", \"label\": \"PIN\"}", """
                {"name": "where", "label": "Where", "secret": false,
                 "options": [{"value": "cloud", "label": "In the cloud"}, {"value": "own"}]},
                {"name": "pin", "label": "PIN", "visibleWhen": {"field": "where", "equals": "own"}}
                """));

        Pack.Method method =
                pack(read(), "acme").method(ConnectionType.CREDENTIALS).orElseThrow();

        assertThat(method.field("where").orElseThrow().options())
                .containsExactly(new Pack.Option("cloud", "In the cloud"), new Pack.Option("own", "own"));
        assertThat(method.field("pin").orElseThrow().visibleWhen()).contains(new Pack.Condition("where", "own"));
    }

    private static Arguments change(String from, String to, String field, String reason) {
        if (!ACME.contains(from)) {
            throw new IllegalArgumentException(from);
        }
        return Arguments.of(ACME.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)), field, reason);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void leavesABrokenPackOutAndNamesFileAndField(String json, String field, String reason) throws Exception {
        write("broken", json);

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).contains(new Rejected("broken.dragops-pack.json", field, reason));
        assertThat(catalogue.packs())
                .hasSize(BUILT_IN)
                .noneMatch(pack -> pack.provider().value().equals("acme"));
    }

    @Test
    void takesTheVersionOfTheFormatAsATextToo() throws Exception {
        write("acme", ACME.replace("\"packVersion\": 1", "\"packVersion\": \"1\""));

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isEmpty();
        assertThat(pack(catalogue, "acme").name()).isEqualTo("Acme");
    }

    @Test
    void namesEveryReasonAtOnce() throws Exception {
        write("broken", "{\"packVersion\": 1, \"metadata\": [], \"connection\": {\"provider\": 7}, \"nodes\": []}");

        assertThat(read().rejected())
                .extracting(Rejected::toString)
                .containsExactlyInAnyOrder(
                        "The pack broken.dragops-pack.json is left out: metadata must be an object",
                        "The pack broken.dragops-pack.json is left out: connection.provider must be a string",
                        "The pack broken.dragops-pack.json is left out: connection.methods is missing",
                        "The pack broken.dragops-pack.json is left out: nodes is not a member that packs have");
    }

    @Test
    void keepsOneLineInTheLogWhateverTheFileSays() throws Exception {
        write("broken", "{\"packVersion\": 1, \"a\\nFAKE LOG LINE" + "x".repeat(1000) + "\": 1}");

        assertThat(read().rejected()).isNotEmpty().allSatisfy(rejected -> assertThat(rejected.toString())
                .doesNotContain("\n")
                .hasSizeLessThan(700));
    }

    @Test
    void refusesADerivedNameThatIsTooLong() throws Exception {
        String provider = "p".repeat(64);
        String field = "f".repeat(64);
        write("long", """
                {"packVersion": 1, "metadata": {"slug": "long", "name": "Long", "version": "1.0.0"},
                 "connection": {"provider": "%s", "authType": "credentials",
                                "credentials": [{"name": "%s", "label": "L"}]}}
                """.formatted(provider, field));

        assertThat(read().rejected())
                .containsExactly(new Rejected(
                        "long.dragops-pack.json",
                        "connection.credentials[0].name",
                        "makes the name of a secret too long: say seedAs"));
    }

    @Test
    void letsTheOperatorReplaceAPackOfTheProduct() throws Exception {
        write("my-slack", ACME.replace("\"provider\": \"acme\"", "\"provider\": \"slack\""));

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isEmpty();
        assertThat(catalogue.packs()).hasSize(BUILT_IN);
        assertThat(pack(catalogue, "slack").name()).isEqualTo("Acme");
    }

    @Test
    void keepsThePackOfTheProductWhereItsReplacementIsBroken() throws Exception {
        write("my-slack", "{}");

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isNotEmpty();
        assertThat(pack(catalogue, "slack").name()).isEqualTo("Slack");
    }

    @Test
    void keepsTheFirstOfTwoFilesForOneProvider() throws Exception {
        write("b", ACME.replace("\"Acme\"", "\"Second\""));
        write("a", ACME);

        PackCatalogue catalogue = read();

        assertThat(pack(catalogue, "acme").name()).isEqualTo("Acme");
        assertThat(catalogue.rejected())
                .containsExactly(new Rejected(
                        "b.dragops-pack.json", "connection.provider", "is acme, which an earlier file defines"));
    }

    @Test
    void saysWhyAFileCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("acme.json"), ACME);
        Files.createDirectory(folder.resolve("folder.dragops-pack.json"));
        Files.createSymbolicLink(folder.resolve("gone.dragops-pack.json"), folder.resolve("nothing"));
        Files.writeString(folder.resolve("large.dragops-pack.json"), ACME + " ".repeat(256 * 1024));
        Files.writeString(folder.resolve("list.dragops-pack.json"), "[]");

        assertThat(read().rejected())
                .containsExactly(
                        new Rejected("acme.json", "", "must have a name that ends in .dragops-pack.json"),
                        new Rejected("folder.dragops-pack.json", "", "is not a file"),
                        new Rejected("gone.dragops-pack.json", "", "does not exist, or is a link to nothing"),
                        new Rejected("large.dragops-pack.json", "", "is larger than 256 KiB"),
                        new Rejected("list.dragops-pack.json", "", "must be an object"));
    }

    @Test
    void doesNotWaitForAPipe() throws Exception {
        Path pipe = folder.resolve("pipe.dragops-pack.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(read().rejected()).containsExactly(new Rejected("pipe.dragops-pack.json", "", "is not a file"));
    }

    @Test
    void followsLinksAsMountedFoldersHaveThem() throws Exception {
        Path real = Files.createDirectory(folder.resolve("..data")).resolve("acme.dragops-pack.json");
        Files.writeString(real, ACME);
        Files.createSymbolicLink(folder.resolve("acme.dragops-pack.json"), real);

        PackCatalogue catalogue = read();

        assertThat(catalogue.rejected()).isEmpty();
        assertThat(pack(catalogue, "acme").name()).isEqualTo("Acme");
    }

    @Test
    void leavesOtherFilesAlone() throws Exception {
        Files.writeString(folder.resolve("README.md"), "packs");
        Files.writeString(folder.resolve(".acme.dragops-pack.json"), "half written");
        Files.writeString(folder.resolve("dragops-pack.schema.json"), "{}");
        Files.createDirectory(folder.resolve("old"));

        assertThat(read().rejected()).isEmpty();
    }

    @Test
    void stopsTheStartWhereTheFolderIsNone() throws Exception {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> PackCatalogue.read(Optional.of(missing)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DRAGOPS_PACKS_DIR names " + missing + ", which does not exist");

        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> PackCatalogue.read(Optional.of(file)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DRAGOPS_PACKS_DIR names " + file + ", which is not a folder");
    }

    private void write(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name + ".dragops-pack.json"), json);
    }

    private PackCatalogue read() {
        return PackCatalogue.read(Optional.of(folder));
    }

    private static Pack pack(PackCatalogue catalogue, String provider) {
        return catalogue.packs().stream()
                .filter(pack -> pack.provider().value().equals(provider))
                .findFirst()
                .orElseThrow();
    }
}
