package dev.dragops.systemtests.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does with their own account: name, password, sessions and tokens. */
@SystemTest
class ProfileIT {
    private static final String NEW_PASSWORD = "a horse of another colour";

    private final Dragops dragops;
    private Person ada;

    ProfileIT(Dragops dragops) {
        this.dragops = dragops;
    }

    @BeforeEach
    void register() {
        ada = dragops.register();
    }

    @Test
    void changesTheName() {
        ada.patch("/api/auth/me", "{\"firstName\":\"Augusta\"}").expect(200);

        Answer me = ada.get("/api/auth/me").expect(200);
        assertThat(me.text("/firstName")).isEqualTo("Augusta");
        assertThat(me.text("/lastName")).isEqualTo("Lovelace");
        ada.patch("/api/auth/me", "{\"firstName\":\" \"}").expectRefusedField("firstName");
        ada.patch("/api/auth/me", "{\"role\":\"administrator\",\"email\":\"x@example.com\"}")
                .expect(200);
        assertThat(ada.get("/api/auth/me").text("/email")).isEqualTo(ada.email());
    }

    @Test
    void endsAllOtherSessionsWithTheOldPassword() {
        Person elsewhere = ada.signInAgain();
        Program program = ada.program("connections:read");

        changePassword("a wrong password", NEW_PASSWORD).expectProblem(403, "REAUTHENTICATION_REQUIRED");
        changePassword(ada.password(), "short").expectRefusedField("newPassword");
        elsewhere.get("/api/auth/me").expect(200);
        Answer changed = changePassword(ada.password(), NEW_PASSWORD).expect(200);

        assertThat(changed.json().path("sessionsEnded").asInt()).isEqualTo(1);
        elsewhere.get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
        ada.get("/api/auth/me").expect(200);
        program.connections().expect(200);
        dragops.login(ada.email(), ada.password()).expectProblem(401, "INVALID_LOGIN");
        dragops.signIn(ada.email(), NEW_PASSWORD);
    }

    private Answer changePassword(String current, String next) {
        return ada.put(
                "/api/auth/password",
                "{\"currentPassword\":" + Json.quote(current) + ",\"newPassword\":" + Json.quote(next) + "}");
    }

    @Test
    void endsSessionsAtOnce() {
        Person phone = ada.signInAgain();
        Person laptop = ada.signInAgain();
        List<String> ids = ada.get("/api/sessions").expect(200).texts("/sessions", "id");
        assertThat(ids).hasSize(3);
        String phones =
                phone.get("/api/sessions").expect(200).texts("/sessions", "id").get(0);
        assertThat(ids).as("the current one comes first").contains(phones).doesNotHaveDuplicates();
        assertThat(phones).isNotEqualTo(ids.get(0));

        ada.delete("/api/sessions/" + phones).expect(204);

        phone.get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
        laptop.get("/api/auth/me").expect(200);
        ada.delete("/api/sessions/" + phones).expectProblem(404, "SESSION_NOT_FOUND");
        assertThat(ada.delete("/api/sessions")
                        .expect(200)
                        .json()
                        .path("sessionsEnded")
                        .asInt())
                .isEqualTo(1);
        laptop.get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
        ada.get("/api/auth/me").expect(200);
    }

    @Test
    void tellsSessionsApartAndNeverTheirBearers() {
        Answer sessions = ada.get("/api/sessions").expect(200);

        assertThat(sessions.body()).doesNotContain(ada.bearer()).contains("\"network\":\"127.0.0.1\"");
        assertThat(sessions.text("/sessions/0/userAgent")).startsWith("Java-http-client");
    }

    @Test
    void letsNoProgramAndNobodyElseManageThem() {
        Program program = ada.program(
                "connections:read",
                "connections:write",
                "secrets:read",
                "secrets:write",
                "workspaces:write",
                "activity:read",
                "metrics:read");
        String session = ada.get("/api/sessions").texts("/sessions", "id").get(0);

        program.get("/api/sessions").expectProblem(403, "SESSION_REQUIRED");
        program.delete("/api/sessions").expectProblem(403, "SESSION_REQUIRED");
        program.delete("/api/sessions/" + session).expectProblem(403, "SESSION_REQUIRED");
        program.patch("/api/auth/me", "{\"firstName\":\"x\"}").expectProblem(403, "SESSION_REQUIRED");
        program.put(
                        "/api/auth/password",
                        "{\"currentPassword\":" + Json.quote(ada.password()) + ",\"newPassword\":"
                                + Json.quote(NEW_PASSWORD) + "}")
                .expectProblem(403, "SESSION_REQUIRED");
        dragops.register().delete("/api/sessions/" + session).expectProblem(404, "SESSION_NOT_FOUND");
        ada.get("/api/auth/me").expect(200);
    }

    @Test
    void makesOneTokenOfAFormAndShowsItOnce() {
        Browser browser = signedIn();
        Page form = browser.open("/tokens/new").expect(200);
        Map<String, String> fields = new HashMap<>(browser.fields(form, "/tokens/new"));
        fields.put("name", "CI");
        fields.put("scopes.connections:read", "yes");

        Page made =
                browser.post("/tokens/new", fields, "Origin", browser.origin()).expect(200);

        String token = made.html().select("#f-token").val();
        dragops.bearing(token).connections().expect(200);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(made.uri().toString()).doesNotContain(token);
        assertThat(made.headers().map().toString()).doesNotContain(token);
        Page again =
                browser.post("/tokens/new", fields, "Origin", browser.origin()).expect(409);
        assertThat(again.html().html()).doesNotContain("drt_");
        assertThat(ada.get("/api/tokens").texts("/tokens", "name")).containsExactly("CI");
        assertThat(browser.open("/tokens").expect(200).html().html())
                .contains("CI")
                .doesNotContain(token);
    }

    @Test
    void asksForThePasswordBeforeARuntimeTokenAndShowsItToNobody() {
        Browser browser = signedIn();
        Page form = browser.open("/tokens/new").expect(200);
        Map<String, String> fields = new HashMap<>(browser.fields(form, "/tokens/new"));
        fields.put("name", "engine");
        fields.put("scopes.runtime", "yes");
        fields.put("password", "a wrong password");

        Page wrong =
                browser.post("/tokens/new", fields, "Origin", browser.origin()).expect(403);

        assertThat(wrong.html().html()).doesNotContain("a wrong password");
        assertThat(wrong.html().select("#f-password-error")).hasSize(1);
        assertThat(wrong.html().select("#f-scope-runtime[checked]")).hasSize(1);
        fields.put("password", ada.password());
        browser.post("/tokens/new", fields, "Origin", browser.origin()).expect(200);
        assertThat(ada.get("/api/tokens").texts("/tokens", "name")).containsExactly("engine");
    }

    @Test
    void changesThePasswordOnThePage() {
        Browser browser = signedIn();
        Page profile = browser.open("/profile").expect(200);

        Page wrong = browser.submit(
                        profile,
                        "/profile/password",
                        Map.of("Current password", "a wrong password", "New password", NEW_PASSWORD))
                .expect(403);
        assertThat(wrong.html().html()).doesNotContain("a wrong password", NEW_PASSWORD);
        Page changed = browser.submit(
                        profile,
                        "/profile/password",
                        Map.of("Current password", ada.password(), "New password", NEW_PASSWORD))
                .expect(200);

        assertThat(changed.path()).isEqualTo("/profile");
        ada.get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
        dragops.signIn(ada.email(), NEW_PASSWORD);
    }

    private Browser signedIn() {
        Browser browser = new Browser(dragops);
        browser.submit(
                        browser.open("/sign-in"),
                        "/sign-in",
                        Map.of("E-mail address", ada.email(), "Password", ada.password()))
                .expect(200);
        return browser;
    }
}
