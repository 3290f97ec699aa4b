package dev.dragops.systemtests.accounts;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registering, signing in and signing out. */
@SystemTest
class RegistrationIT {
    private final Dragops dragops;
    private final Person ada;

    RegistrationIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
    }

    private Answer register(String email, String password) {
        return dragops.anybody().post("/api/auth/register", """
                {"email":%s,"firstName":"Grace","lastName":"Hopper","password":%s}
                """.formatted(Json.quote(email), Json.quote(password)));
    }

    @Test
    void makesAnAccountThatIsSignedIn() {
        String email = Dragops.newEmail();

        Answer registered = register(email, Dragops.PASSWORD).expect(201);

        assertThatJson(registered.body()).isEqualTo("""
                {"token":"${json-unit.regex}drs_[A-Za-z0-9_-]{43}",
                 "user":{"id":"${json-unit.regex}usr_[0-9a-z]+","email":"%s","firstName":"Grace","lastName":"Hopper",
                         "role":"${json-unit.any-string}"}}
                """.formatted(email));
        dragops.bearing(registered.text("/token")).get("/api/auth/me").expect(200);
    }

    @Test
    void givesANewPersonAnActiveWorkspaceWithThreeEnvironments() {
        Person bob = dragops.register();

        JsonNode workspaces = bob.get("/api/workspaces").expect(200).json().at("/workspaces");
        assertThat(workspaces).hasSize(1);
        assertThat(workspaces.get(0).path("active").asBoolean()).isTrue();
        assertThat(workspaces.get(0).path("id").asText()).startsWith("ws_");
        Answer environments = bob.get("/api/workspaces/" + bob.activeWorkspace() + "/environments");
        assertThat(environments.texts("/environments", "name")).containsExactly("development", "staging", "production");
        assertThat(environments.texts("/environments", "id")).allMatch(id -> id.startsWith("env_"));
    }

    @Test
    void refusesAnAddressThatHasAnAccountWhateverItsCase() {
        register(ada.email(), "another password 1").expectProblem(409, "EMAIL_ALREADY_EXISTS");
        register(ada.email().toUpperCase(Locale.ROOT), "another password 1").expectProblem(409, "EMAIL_ALREADY_EXISTS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "ada", "@example.com", "ada@", "a b@example.com", "ada@example.com\\r\\nBcc: x@y.z"})
    void refusesAnAddressThatIsNone(String email) {
        dragops.anybody().post("/api/auth/register", """
                        {"email":"%s","firstName":"A","lastName":"B","password":"a long enough password"}
                        """.formatted(email)).expectRefusedField("email");
    }

    @Test
    void namesEveryFieldThatIsMissing() {
        Answer refused = dragops.anybody().post("/api/auth/register", "{}").expectProblem(400, "VALIDATION_FAILED");

        assertThat(refused.texts("/errors", "field")).contains("email", "firstName", "lastName", "password");
    }

    @Test
    void refusesAPasswordThatIsTooShortAndDoesNotRepeatIt() {
        Answer refused = register(Dragops.newEmail(), "sesame").expectRefusedField("password");

        assertThat(refused.body()).doesNotContain("sesame");
    }

    @Test
    void signsIn() {
        Answer signedIn = dragops.login(ada.email(), ada.password()).expect(200);

        assertThat(signedIn.text("/user/id")).isEqualTo(ada.id());
        assertThat(signedIn.text("/token")).isNotEqualTo(ada.bearer());
    }

    @Test
    void answersAnUnknownAddressLikeAWrongPassword() {
        Answer wrongPassword = dragops.login(ada.email(), "not the password").expectProblem(401, "INVALID_LOGIN");
        Answer unknown = dragops.login(Dragops.newEmail(), "not the password").expectProblem(401, "INVALID_LOGIN");

        assertThat(unknown.bodyWithoutRequestId()).isEqualTo(wrongPassword.bodyWithoutRequestId());
        dragops.login(ada.email(), ada.password()).expect(200);
    }

    @Test
    void endsASessionAtOnceAndNoOther() {
        Person again = ada.signInAgain();

        again.post("/api/auth/logout").expect(204);

        again.get("/api/auth/me").expectProblem(401, "UNAUTHENTICATED");
        ada.get("/api/auth/me").expect(200);
    }

    @Test
    void tellsWhoIsSignedIn() {
        Answer me = ada.get("/api/auth/me").expect(200);

        assertThat(me.body()).contains(ada.id(), ada.email()).doesNotContain(ada.password());
    }

    @Test
    void tellsAnybodyHowToSignIn() {
        assertThatJson(dragops.anybody().get("/api/auth/providers").expect(200).body())
                .isEqualTo("{\"local\":true,\"setupCodeRequired\":false}");
    }

    @Test
    void refusesWhoeverIsNotSignedIn() {
        for (String path :
                List.of("/api/connections", "/api/auth/me", "/api/tokens", "/api/workspaces", "/api/providers")) {
            dragops.anybody().get(path).expectProblem(401, "UNAUTHENTICATED");
        }
        dragops.bearing("drs_" + "A".repeat(43)).get("/api/connections").expectProblem(401, "UNAUTHENTICATED");
        dragops.bearing("nonsense").get("/api/connections").expectProblem(401, "UNAUTHENTICATED");
        dragops.anybody()
                .get("/api/connections", "Authorization", "Basic YWRhOnB3")
                .expectProblem(401, "UNAUTHENTICATED");
    }

    @Test
    void ignoresCookiesInTheApi() {
        dragops.anybody()
                .get("/api/connections", "Cookie", "dragops_session=" + ada.bearer())
                .expectProblem(401, "UNAUTHENTICATED");
    }

    @Test
    void letsNobodyChooseTheirRole() {
        Answer registered = dragops.anybody()
                .post("/api/auth/register", """
                        {"email":"%s","firstName":"A","lastName":"B","password":"a long enough password",
                         "role":"administrator","id":"usr_00000000000000000000000000"}
                        """.formatted(Dragops.newEmail()))
                .expect(201);

        assertThat(registered.text("/user/id")).isNotEqualTo("usr_00000000000000000000000000");
        assertThat(registered.text("/user/role"))
                .isEqualTo(dragops.register()
                        .get("/api/auth/me")
                        .json()
                        .findValue("role")
                        .asText());
    }
}
