package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.AccountsException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInPagesTest {
    private final Fakes fakes = new Fakes();
    private final Site site = new Site(fakes);

    @Test
    void signsInAndEndsTheSessionThatWasThere() {
        Response answer = site.asAda()
                .sending("email", " ada@example.com ", "password", " s3cret ", "returnTo", "/secrets")
                .signIn()
                .signIn();

        assertThat(fakes.calls).containsExactly("login ada@example.com", "logout " + Fakes.SESSION);
        assertThat(fakes.values).as("a password is taken byte for byte").containsEntry("password", " s3cret ");
        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.location(answer)).isEqualTo("/secrets");
        assertThat(Site.cookiesSet(answer))
                .containsExactly("dragops_session=drs_" + "n".repeat(43) + "; Path=/; HttpOnly; SameSite=Lax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"})
    void staysHereAfterSigningIn(String returnTo) {
        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "s3cret", "returnTo", returnTo)
                .signIn()
                .signIn();

        assertThat(Site.location(answer)).isEqualTo("/");
    }

    @Test
    void tellsAWrongLoginAndForgetsThePassword() {
        fakes.refusal = Optional.of(Fakes.refusal(AccountsException.InvalidLogin.class));

        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "wr0ng-one", "returnTo", "/secrets")
                .signIn()
                .signIn();

        assertThat(answer.getStatus()).isEqualTo(401);
        assertThat(site.html(answer))
                .contains("The e-mail address or the password is wrong", "ada@example.com", "value=\"/secrets\"")
                .doesNotContain("wr0ng-one");
        assertThat(Site.cookiesSet(answer)).isEmpty();
    }

    @Test
    void tellsHowLongToWait() {
        fakes.refusal = Optional.of(Fakes.refusal(AccountsException.TooManyAttempts.class, 30L));

        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "wr0ng-one")
                .signIn()
                .signIn();

        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("30");
    }

    @Test
    void asksNobodyWithoutAPassword() {
        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "password", "")
                .signIn()
                .signIn();

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void signsOutAndTakesTheCookiesBack() {
        Response answer = site.asAda().sending("csrf", "x").signIn().signOut();

        assertThat(fakes.calls).containsExactly("logout " + Fakes.SESSION);
        assertThat(Site.cookiesSet(answer)).allMatch(cookie -> cookie.contains("=; Max-Age=0;"));
    }
}
