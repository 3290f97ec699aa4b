package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Verification;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.OAuthException;
import dev.dragops.platform.FieldError;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectPagesTest {
    private static final String AUTHORIZATION = "/connections/authorizations/" + Fakes.AUTHORIZATION;

    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();
    private final Connection connection = fakes.connections.stream()
            .filter(one -> one.type() == ConnectionType.OAUTH && one.status() == ConnectionStatus.ACTIVE)
            .findFirst()
            .orElseThrow();
    private final String id = connection.id().value();

    @Test
    void asksForWhatTheFormSaysAndStaysOnThisSite() {
        Response answer = site.sending(
                        "scope.repo", "on",
                        "scope.gist", "on",
                        "moreScopes", " user:email, repo ",
                        "displayName", " GitHub ",
                        "field.base-url", "https://git.example.com",
                        "field.not-of-the-pack", "x")
                .connect()
                .connect("github");

        assertThat(fakes.calls)
                .containsExactly("begin github GitHub [repo, gist, user:email] {base-url=https://git.example.com} -");
        assertThat(Site.location(answer)).isEqualTo(AUTHORIZATION);
    }

    @Test
    void leadsOnToTheProviderByItselfOnlyOnce() {
        fakes.authorizationStatus = Authorizations.Status.PENDING;
        assertThat(site.html(site.connect().authorization(Fakes.AUTHORIZATION.value())))
                .contains("http-equiv=\"refresh\" content=\"0; url=/oauth/authorizations/" + Fakes.AUTHORIZATION);

        fakes.authorizationStatus = Authorizations.Status.OPENED;
        assertThat(site.html(site.connect().authorization(Fakes.AUTHORIZATION.value())))
                .as("one who comes back by the back button is not led on again")
                .doesNotContain("http-equiv")
                .contains("href=\"/oauth/authorizations/" + Fakes.AUTHORIZATION);
    }

    @Test
    void putsARefusalBesideItsField() {
        fakes.refusal =
                Optional.of(new OAuthException.Invalid(List.of(new FieldError("scopes", "INVALID", "No such scope"))));

        Response answer = site.sending("field.base-url", "https://git.example.com", "moreScopes", "a%b")
                .connect()
                .connect("github");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer)).containsPattern("id=\"f-moreScopes-error\"[^>]*>No such scope");
    }

    @Test
    void marksWhatIsMissingAndAsksNobody() {
        Response answer = site.sending("displayName", "x").connect().connect("github");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).isEmpty();
        assertThat(site.html(answer)).contains("id=\"f-field.base-url-error\"");
    }

    @Test
    void saysWhoHasToRegisterTheServerFirst() {
        fakes.apps.clear();

        assertThat(site.html(site.newConnection().form("github", "oauth")))
                .contains("/admin/oauth-apps/github")
                .doesNotContain("/connect\"");
        assertThat(site.html(site.asMember().newConnection().form("github", "oauth")))
                .contains("Ask an administrator")
                .doesNotContain("/admin/oauth-apps/github");
    }

    @Test
    void offersTheKeyOfTheSameService() {
        assertThat(site.html(site.newConnection().form("github", "api_key")))
                .contains("name=\"field.token\"", "/connections/new/github?type=oauth");
    }

    @Test
    void reconnectsWithTheScopesOfBefore() {
        Response answer = site.sending("returnTo", "/connections").connect().reconnect(id);

        assertThat(fakes.calls).containsExactly("begin github - [" + Fakes.HOSTILE + "] {} " + id);
        assertThat(Site.location(answer)).isEqualTo(AUTHORIZATION);
    }

    @Test
    void triesAgainWhatFailed() {
        fakes.failure = Optional.of("access_denied");
        String fresh = site.html(site.connect().authorization(Fakes.AUTHORIZATION.value()));
        assertThat(fresh).contains("The permission was not given", "/connections/new/github?type=oauth");

        fakes.authorizedConnection = Optional.of(id);
        assertThat(site.html(site.connect().authorization(Fakes.AUTHORIZATION.value())))
                .contains("action=\"/connections/" + id + "/reconnect\"");
    }

    @Test
    void tellsWhatCameOfAskingTheProvider() {
        assertThat(Site.location(Site.answered(waiting -> site.connect().refresh(id, waiting))))
                .isEqualTo("/connections/" + id + "?notice=refreshed");

        fakes.verified = Verification.Outcome.REJECTED;
        assertThat(Site.location(Site.answered(waiting -> site.connect().verify(id, waiting))))
                .isEqualTo("/connections/" + id + "?notice=verified-rejected");

        fakes.refusal = Optional.of(new OAuthException.ProviderBusy());
        assertThat(Site.location(Site.answered(waiting -> site.connect().refresh(id, waiting))))
                .isEqualTo("/connections/" + id + "?notice=refresh-failed");
    }

    @Test
    void goesToTheProviderByNavigation() {
        Response answer = Site.answered(waiting -> site.oauth().open(Fakes.AUTHORIZATION.value(), waiting));

        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.location(answer)).isEqualTo("https://github.example/authorize?state=s");
        assertThatThrownBy(() -> site.oauth().open("oaz_x", null))
                .isInstanceOf(OAuthException.AuthorizationNotFound.class);
    }

    @Test
    void comesBackToTheConnectionOrWhereItWasAskedTo() {
        fakes.authorizationStatus = Authorizations.Status.SUCCEEDED;
        fakes.authorizedConnection = Optional.of(id);
        fakes.failure = Optional.empty();
        assertThat(Site.location(back())).isEqualTo("/connections/" + id + "?notice=connected");
        assertThat(fakes.calls).containsExactly("finish github true {code=[c0de]}");

        fakes.returnTo = Optional.of("/secrets?environment=1");
        assertThat(Site.location(back())).isEqualTo("/secrets?environment=1");

        fakes.returnTo = Optional.of("//evil.example");
        assertThat(Site.location(back())).isEqualTo("/connections/" + id + "?notice=connected");
    }

    @Test
    void comesBackToWhatFailedWithoutTheCode() {
        assertThat(Site.location(back())).isEqualTo(AUTHORIZATION);

        site.asVisitor();
        fakes.refusal = Optional.of(new OAuthException.CallbackRefused("Sign in first"));
        assertThatThrownBy(this::back).isInstanceOf(OAuthException.CallbackRefused.class);
        assertThatThrownBy(() -> site.oauth().back("../x", Site.uri(Map.of()), null))
                .isInstanceOf(OAuthException.CallbackRefused.class);
    }

    @Test
    void comesBackToThePageWhereReconnectingBegan() {
        site.sending("returnTo", "/connections").connect().reconnect(id);
        site.sending("returnTo", "//evil.example").connect().reconnect(id);

        assertThat(fakes.returnsTo).containsExactly(Optional.of("/connections?notice=connected"), Optional.empty());
    }

    @Test
    void refusesWhatIsNoConnection() {
        site.sending("returnTo", "/connections");
        assertThatThrownBy(() -> site.connect().reconnect("conn_x")).isInstanceOf(ConnectionsException.NotFound.class);
    }

    private Response back() {
        return Site.answered(waiting -> site.oauth().back("github", Site.uri(Map.of("code", "c0de")), waiting));
    }
}
