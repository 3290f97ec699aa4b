package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.platform.FieldError;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignUpPagesTest {
    private final Fakes fakes = new Fakes();
    private final Site site = new Site(fakes);

    @Test
    void makesAnAccount() {
        Response answer = site.asVisitor()
                .sending(
                        "email", "ada@example.com",
                        "firstName", "Ada",
                        "lastName", "Lovelace",
                        "password", "correct horse",
                        "setupCode", "1234-5678")
                .signUp()
                .signUp();

        assertThat(fakes.calls).containsExactly("register ada@example.com Ada Lovelace 1234-5678");
        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.cookiesSet(answer)).singleElement().asString().startsWith("dragops_session=drs_");
    }

    @Test
    void keepsWhatWasTypedButNoPasswordNorCode() {
        fakes.options = new Accounts.SignInOptions(true, true);
        fakes.refusal = Optional.of(new AccountsException.Invalid(
                List.of(new FieldError("password", "TOO_SHORT", "A password has at least 8 characters"))));

        Response answer = site.asVisitor()
                .sending("email", "ada@example.com", "firstName", "Ada", "password", "tiny-1", "setupCode", "9876-x")
                .signUp()
                .signUp();

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(site.html(answer))
                .contains("A password has at least 8 characters", "value=\"Ada\"", "aria-invalid=\"true\"")
                .containsPattern("aria-describedby=\"[^\"]*f-password-error\"")
                .doesNotContain("tiny-1", "9876-x");
    }

    @Test
    void saysThatRegistrationIsClosed() {
        fakes.options = new Accounts.SignInOptions(false, false);

        assertThat(site.html(site.asVisitor().signUp().form()))
                .contains("Registration is closed")
                .doesNotContain("name=\"password\"");
        assertThat(site.html(site.signIn().form("/", ""))).doesNotContain("/sign-up");
    }

    @Test
    void asksForTheSetupCodeOnlyWhereItIsNeeded() {
        assertThat(site.html(site.asVisitor().signUp().form())).doesNotContain("name=\"setupCode\"");

        fakes.options = new Accounts.SignInOptions(true, true);
        assertThat(site.html(site.signUp().form())).contains("name=\"setupCode\"");
    }
}
