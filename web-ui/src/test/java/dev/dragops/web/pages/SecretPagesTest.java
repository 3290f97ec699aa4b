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
    void leavesOutTheBlanksThatPastingBringsAlongAndSaysSo() {
        Response answer = site.sending("environment", environment, "name", "NEW", "value", " v ")
                .secret()
                .add();

        assertThat(fakes.calls).containsExactly("add " + environment + " NEW");
        assertThat(fakes.values).containsEntry("NEW", "v");
        assertThat(Site.location(answer)).isEqualTo("/secrets?notice=secret-trimmed");
    }

    @Test
    void keepsSeveralLinesAsTheyAre() {
        Response answer = site.sending(
                        "environment", environment, "name", "KEY", "value", "a\r\nb\r\n", "lines", "many")
                .secret()
                .add();
        assertThat(fakes.values).containsEntry("KEY", "a\nb\n");
        assertThat(Site.location(answer)).isEqualTo("/secrets?notice=secret-saved");
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

    @Test
    void drawsEveryEnvironmentOfEachName() {
        String html = site.html(site.secret().list("", "", "", "", ""));

        String name = fakes.secrets.get(1).name().value();
        String at = fakes.secrets.get(1).environment().value();
        assertThat(html)
                .contains("/secrets/" + at + "/" + name + "/replace", "/secrets/" + at + "/" + name + "/delete")
                .contains("/secrets/new?environment=" + environment + "&amp;name=" + name)
                .contains("/connections/" + fakes.connections.get(0).id(), "edited since")
                .contains("href=\"/secrets?q=&amp;page=2\"");
    }

    @Test
    void asksForWhatIsSearchedAndAnswersThatPartToHtmx() {
        site.visit.shownAs(Theme.SYSTEM, true);

        String part = site.html(site.secret().list("slack", "true", "2", "", ""));

        assertThat(fakes.calls).contains("matrix slack true 2");
        assertThat(part).contains("id=\"matrix\"").doesNotContain("<html", "<form");
        assertThat(part).contains("href=\"/secrets?q=slack&amp;missing=true&amp;page=3\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "x", "99999999999", "1.5"})
    void showsTheFirstPageForWhatIsNoPage(String page) {
        site.secret().list("", "", page, "", "");

        assertThat(fakes.calls).contains("matrix  false 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-2", "1-2-3-4", "a-b-c", "99999-0-0", "-1-0-0"})
    void tellsOfNoImportThatItDidNotMake(String imported) {
        assertThat(site.html(site.secret().list("", "", "", imported, ""))).doesNotContain("is new", "are new");
        assertThat(site.html(site.secret().list("", "", "", "2-0-1", "")))
                .contains("2 names are new.", "One name was there already and was kept.");
    }

    @Test
    void exportsNamesAsAFileWithoutValues() {
        Response answer = site.secret().names(environment);

        assertThat(answer.getHeaderString("Content-Disposition")).matches("attachment; filename=\"[a-z0-9-]+\\.env\"");
        assertThat(answer.getEntity().toString().lines()).hasSize(40).allSatisfy(line -> assertThat(line)
                .matches("NAME_X+\\d+="));
    }
}
