package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();
    private final String environment = fakes.environments.get(0).id().value();

    @Test
    void addsASecretByteForByte() {
        Response answer = site.sending("environment", environment, "name", "NEW", "value", " v ")
                .secret()
                .add();

        assertThat(fakes.calls).containsExactly("add " + environment + " NEW");
        assertThat(fakes.values).containsEntry("NEW", " v ");
        assertThat(Site.location(answer)).isEqualTo("/secrets?environment=" + environment + "&notice=secret-saved");

        site.sending("environment", environment, "name", "KEY", "value", "a\r\nb\r\n", "lines", "many")
                .secret()
                .add();
        assertThat(fakes.values).containsEntry("KEY", "a\nb\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lower", "1X", "A-B", "ÄB"})
    void refusesANameThatNoSecretHas(String name) {
        Response answer = site.sending("environment", environment, "name", name, "value", "v4lue")
                .secret()
                .add();

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).isEmpty();
        assertThat(site.html(answer)).contains("f-name-error").doesNotContain("v4lue");
    }

    @Test
    void neverReplacesByAdding() {
        Response answer = site.sending(
                        "environment",
                        environment,
                        "name",
                        fakes.secrets.get(0).name().value(),
                        "value",
                        "v4lue")
                .secret()
                .add();

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void replacesAndDeletesWhatIsNamed() {
        site.sending("value", "v4lue");
        String name = fakes.secrets.get(0).name().value();

        site.secret().replace(environment, name);
        site.secret().delete(environment, name);

        assertThat(fakes.calls)
                .containsExactly("put " + environment + " " + name, "delete " + environment + " " + name);
    }
}
