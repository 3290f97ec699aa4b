package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.connections.ConnectionsException;
import org.junit.jupiter.api.Test;

class FieldCheckPageTest {
    private final Fakes fakes = new Fakes();
    private final Site site = new Site(fakes).asAda();

    FieldCheckPageTest() {
        fakes.packs.add(ExamplePacks.slack());
        fakes.packs.add(ExamplePacks.jira());
    }

    private String check(String provider, String type, String field, String value) {
        return site.html(site.sending("type", type, field, value).fieldCheck().check(provider, field));
    }

    @Test
    void saysWhatIsWrongWithAFieldAndNeverWhatItHolds() {
        String html = check("jira", "credentials", "field.user-email", "s3cret-slip");

        assertThat(html)
                .contains("id=\"f-field.user-email-error\"", "must be an e-mail address")
                .doesNotContain("s3cret-slip");
    }

    @Test
    void findsNothingWrongWithWhatFits() {
        assertThat(check("jira", "credentials", "field.user-email", "ada@example.com")
                        .strip())
                .isEmpty();
        assertThat(check("slack", "api_key", "field.bot-token", "xoxb-1").strip())
                .isEmpty();
        assertThat(check("jira", "credentials", "field.base-url", "").strip())
                .as("an optional field may stay empty")
                .isEmpty();
    }

    @Test
    void asksForWhatIsRequired() {
        assertThat(check("jira", "credentials", "field.api-token", " ")).contains("This field is required");
    }

    @Test
    void tellsWhoseKeyItLooksLike() {
        String html = check("jira", "credentials", "field.api-token", "xoxb-not-for-jira");

        assertThat(html)
                .contains("This looks like a value from slack")
                .doesNotContain("xoxb-not-for-jira")
                .doesNotContain("invalid-feedback");
    }

    @Test
    void saysThatWhiteSpaceIsLeftOut() {
        assertThat(check("slack", "api_key", "field.bot-token", "xoxb-1\u00a0\n"))
                .contains("White space around it is left out.");
    }

    @Test
    void knowsNoFieldThatThePackHasNot() {
        assertThatThrownBy(() -> check("slack", "api_key", "field.other", "x"))
                .isInstanceOf(ConnectionsException.ProviderNotFound.class);
        assertThatThrownBy(() -> check("unheard-of", "api_key", "field.bot-token", "x"))
                .isInstanceOf(ConnectionsException.ProviderNotFound.class);
    }
}
