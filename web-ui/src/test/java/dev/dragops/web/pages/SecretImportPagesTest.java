package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.secrets.SecretsException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretImportPagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();
    private final String environment = fakes.environments.get(0).id().value();

    private Response paste(String dotenv) {
        return site.sending("environment", environment, "onExisting", "replace", "dotenv", dotenv)
                .secretImport()
                .stage();
    }

    @Test
    void stagesAFileAndLeadsToWhatItWouldDo() {
        fakes.importFaults = List.of();

        Response answer = paste("NEW_NAME=Xyzzy\r\nOLD_NAME=Xyzzy");

        assertThat(Site.location(answer)).isEqualTo("/secrets/import/" + Fakes.IMPORT);
        assertThat(fakes.values).containsEntry("dotenv", "NEW_NAME=Xyzzy\r\nOLD_NAME=Xyzzy");
        assertThat(fakes.calls)
                .containsExactly("preview " + environment + " replace", "stage " + environment + " replace");
    }

    @Test
    void namesBadLinesAndRepeatsNothingOfTheFile() {
        Response answer = paste("bad=Xyzzy");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).noneMatch(call -> call.startsWith("stage"));
        assertThat(site.html(answer))
                .contains("<td>7</td>", "It makes no sense", "NEW_NAME", "OLD_NAME")
                .doesNotContain("Xyzzy");
    }

    @Test
    void asksForAFile() {
        Response answer = paste("");

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(fakes.calls).isEmpty();
        assertThat(site.html(answer)).contains("aria-invalid=\"true\"");
    }

    @Test
    void showsWhatItWouldDoAndTellsWhatItDid() {
        String preview = site.html(site.secretImport().look(Fakes.IMPORT.value()));
        Response done = site.secretImport().confirm(Fakes.IMPORT.value());

        assertThat(preview).contains("NEW_NAME", "OLD_NAME", "One value is replaced", "Write 2 secrets");
        assertThat(Site.location(done)).isEqualTo("/secrets?imported=1-1-0");
        site.secretImport().discard(Fakes.IMPORT.value());
        assertThat(fakes.calls).containsExactly("confirm " + Fakes.IMPORT, "discard " + Fakes.IMPORT);
    }

    @Test
    void saysThatAnImportIsOver() {
        fakes.refusal = Optional.of(Fakes.refusal(SecretsException.ImportOver.class));

        assertThat(Site.location(site.secretImport().look(Fakes.IMPORT.value())))
                .isEqualTo("/secrets/import?notice=import-over");
        assertThat(Site.location(site.secretImport().confirm("imp_nonsense")))
                .isEqualTo("/secrets/import?notice=import-over");
    }
}
