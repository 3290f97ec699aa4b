package dev.dragops.systemtests.driver;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A person who signed in, with a workspace of their own. */
public final class Person extends Client {
    private final String email;
    private final String password;
    private final String id;
    private Browser browser;

    Person(Dragops dragops, String bearer, String email, String password, String id) {
        super(dragops, Optional.of(bearer));
        this.email = email;
        this.password = password;
        this.id = id;
    }

    public String email() {
        return email;
    }

    public String password() {
        return password;
    }

    public String id() {
        return id;
    }

    /** The same session, at another server of the same installation. */
    public Person at(Dragops node) {
        return new Person(node, bearer(), email, password, id);
    }

    /** The same person, signed in once more. */
    public Person signInAgain() {
        return dragops.signIn(email, password);
    }

    // workspaces

    public String activeWorkspace() {
        return Json.stream(get("/api/workspaces").expect(200).json().at("/workspaces"))
                .filter(workspace -> workspace.path("active").asBoolean())
                .map(workspace -> workspace.path("id").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no active workspace"));
    }

    public String createWorkspace(String name) {
        return post("/api/workspaces", "{\"name\":" + Json.quote(name) + "}")
                .expect(201)
                .id();
    }

    public Answer activate(Optional<String> workspace) {
        return put(
                "/api/workspaces/active",
                "{\"workspaceId\":" + workspace.map(Json::quote).orElse("null") + "}");
    }

    /** The ids of the environments of a workspace, in its order. */
    public List<String> environments(String workspace) {
        return get("/api/workspaces/" + workspace + "/environments").expect(200).texts("/environments", "id");
    }

    /** The ids of development, staging and production of the active workspace. */
    public List<String> environments() {
        return environments(activeWorkspace());
    }

    public String environment(String name) {
        JsonNode environments = get("/api/workspaces/" + activeWorkspace() + "/environments")
                .expect(200)
                .json()
                .at("/environments");
        return Json.stream(environments)
                .filter(environment -> environment.path("name").asText().equals(name))
                .map(environment -> environment.path("id").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no environment " + name));
    }

    public String createEnvironment(String workspace, String name) {
        return post("/api/workspaces/" + workspace + "/environments", "{\"name\":" + Json.quote(name) + "}")
                .expect(201)
                .id();
    }

    // tokens

    /** A program with those scopes that acts for this person. */
    public Program program(String... scopes) {
        Answer token = post("/api/tokens", """
                {"name":"a program","scopes":[%s],"password":%s}
                """.formatted(
                                Arrays.stream(scopes).map(Json::quote).collect(joining(",")), Json.quote(password)))
                .expect(201);
        return new Program(dragops, token.text("/token"), token.id());
    }

    /** An execution engine that acts for this person. */
    public Program engine() {
        return program("runtime");
    }

    // connecting by OAuth

    /** The browser that this person signed in with. */
    public synchronized Browser browser() {
        if (browser == null) {
            browser = signInWithABrowser();
        }
        return browser;
    }

    /** Another browser that this person signs in with. */
    public Browser signInWithABrowser() {
        Browser fresh = new Browser(dragops);
        Browser.Page form = fresh.open("/sign-in").expect(200);
        Browser.Page home = fresh.submit(form, "/sign-in", Map.of("E-mail address", email, "Password", password));
        assertThat(home.expect(200).path()).doesNotStartWith("/sign-in");
        return fresh;
    }

    /** Connects to a provider that approves without a question, and answers the connection's id. */
    public String connects(String provider) {
        return connects(provider, "{}");
    }

    public String connects(String provider, String request) {
        Answer begun = beginAuthorization(provider, request).expect(201);
        browser().open(begun.text("/authorizationUrl")).expect(200);
        return connectionOf(begun);
    }

    public void reconnects(String provider, String connection) {
        assertThat(connects(provider, "{\"connectionId\":" + Json.quote(connection) + "}"))
                .isEqualTo(connection);
    }

    /** The connection that came of an authorization. */
    public String connectionOf(Answer begun) {
        Answer done = await("the authorization is over")
                .atMost(Duration.ofSeconds(30))
                .until(() -> authorization(begun.id()).expect(200), now -> !List.of("pending", "opened", "exchanging")
                        .contains(now.text("/status")));
        assertThat(done.text("/status")).as(done.body()).isEqualTo("succeeded");
        return done.text("/connectionId");
    }

    /** Opens an authorization and approves it, and answers the callback that the browser has yet to follow. */
    public URI approve(Answer begun) {
        return browser().openUntil(URI.create(begun.text("/authorizationUrl")), "/oauth/callback/");
    }

    /** Whose account a connection acts for, as the provider told. */
    public String accountOf(String connection) {
        return connection(connection).expect(200).text("/account/id");
    }

    // what the person owns

    public String createSlack(String apiKey, String displayName) {
        return createApiKeyConnection("""
                {"provider":"slack","apiKey":%s,"displayName":%s}
                """.formatted(Json.quote(apiKey), Json.quote(displayName)))
                .expect(201)
                .id();
    }

    public List<String> connectionNames() {
        return connections().expect(200).texts("/connections", "displayName");
    }

    public List<String> secretNames(String environment) {
        return secrets(environment).expect(200).texts("/secrets", "name");
    }

    /** The connection that seeded a secret, empty where somebody edited it. */
    public Optional<String> seededBy(String environment, String name) {
        JsonNode seededBy = secret(environment, name).expect(200).json().path("seededBy");
        return seededBy.isTextual() ? Optional.of(seededBy.asText()) : Optional.empty();
    }

    /** What an execution gets for one secret. */
    public String valueOf(String environment, String name, Program engine) {
        Answer opened = engine.openSecrets(environment, name).expect(200);
        JsonNode value = opened.json().path("secrets").path(name);
        assertThat(value.isTextual()).isTrue();
        return value.asText();
    }
}
