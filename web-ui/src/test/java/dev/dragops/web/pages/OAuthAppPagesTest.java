package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.platform.FieldError;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OAuthAppPagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();

    @Test
    void isNotThereForThoseWhoDoNotAdministerTheServer() {
        site.asMember().sending("clientId", "x");

        assertThatThrownBy(() -> site.apps().list("", "")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> site.apps().form("github", "")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> site.apps().save("github", null)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> site.apps().test("github", null)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> site.apps().delete("github")).isInstanceOf(NotFoundException.class);
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void savesWhatWasEnteredAndShowsNoSecretAgain() {
        Response answer = Site.answered(waiting -> site.sending(
                        "clientId", " client-1 ",
                        "clientSecret", "s3cret",
                        "authentication", "client_secret_post")
                .apps()
                .save("github", waiting));

        assertThat(fakes.calls).containsExactly("put github client-1 CLIENT_SECRET_POST");
        assertThat(fakes.values).containsExactly(Map.entry("secret", "s3cret"));
        assertThat(Site.location(answer)).isEqualTo("/admin/oauth-apps/github?notice=app-saved");
    }

    @Test
    void takesTheLinesOfAKeyAsTheyWerePasted() {
        Site.answered(waiting -> site.sending("clientId", "c", "privateKey", "-----BEGIN\r\nx\r\n")
                .apps()
                .save("github", waiting));

        assertThat(fakes.values).containsEntry("key", "-----BEGIN\nx\n");
    }

    @Test
    void putsARefusalBesideItsField() {
        fakes.refusal = Optional.of(new OAuthException.Invalid(
                List.of(new FieldError("clientSecret", "REQUIRED", "A secret is required"))));

        Response answer = Site.answered(waiting -> site.sending("clientId", "client-1", "clientSecret", "s3cret")
                .apps()
                .save("github", waiting));

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer))
                .containsPattern("id=\"f-clientSecret-error\"[^>]*>A secret is required")
                .contains("value=\"client-1\"")
                .doesNotContain("s3cret");
    }

    @Test
    void showsTheRedirectUriToTheLetter() {
        assertThat(site.html(site.apps().form("github", "")))
                .contains("value=\"http://localhost:8080/oauth/callback/github\"", "https://github.example/apps");
    }

    @Test
    void offersNoFormForWhatTheOperatorConfigured() {
        fakes.apps.clear();
        fakes.apps.add(new OAuthApp(
                "github",
                "client-1",
                Optional.empty(),
                OAuthApp.Source.CONFIGURATION,
                Optional.empty(),
                Optional.empty()));

        assertThat(site.html(site.apps().form("github", "")))
                .contains("client-1", "/admin/oauth-apps/github/test")
                .doesNotContain("name=\"clientSecret\"", "/admin/oauth-apps/github/delete");
    }

    @Test
    void tellsWhatCameOfATest() {
        assertThat(tested()).isEqualTo("/admin/oauth-apps/github?notice=app-works");
        fakes.trial = new OAuthApps.Trial(false, "invalid_client");
        assertThat(tested()).isEqualTo("/admin/oauth-apps/github?notice=app-refused");
        fakes.trial = new OAuthApps.Trial(false, Fakes.HOSTILE);
        assertThat(tested()).isEqualTo("/admin/oauth-apps/github?notice=app-unclear");
    }

    private String tested() {
        return Site.location(Site.answered(waiting -> site.apps().test("github", waiting)));
    }

    @Test
    void listsFirstWhatIsSetUp() {
        fakes.packs.add(0, ExamplePacks.pack("asana", ExamplePacks.github().methods()));

        String page = site.html(site.apps().list("", ""));

        assertThat(page.indexOf("/admin/oauth-apps/github")).isPositive();
        assertThat(page.indexOf("/admin/oauth-apps/asana")).isGreaterThan(page.indexOf("/admin/oauth-apps/github"));
    }
}
