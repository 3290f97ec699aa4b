package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.connections.packs.PackFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacksTest {
    @TempDir
    Path folder;

    @Test
    void knowsThePackOfAProviderAndNoneOfAnother() {
        Packs packs = new Packs();
        packs.use(PackCatalogue.read(Optional.empty()));

        assertThat(packs.all()).hasSameSizeAs(PackFile.builtIn());
        assertThat(packs.of(new Provider("jira"))).map(Pack::name).contains("Jira");
        assertThat(packs.of(new Provider("acme"))).isEmpty();
        assertThat(packs.rejected()).isEmpty();
    }

    @Test
    void findsAPackByTheWordsThatPeopleKnow() {
        Packs packs = new Packs();
        packs.use(PackCatalogue.read(Optional.empty()));
        Pack jira = packs.of(new Provider("jira")).orElseThrow();

        assertThat(packs.named("x (TWI")).extracting(Pack::provider).containsExactly(new Provider("twitter"));
        assertThat(packs.named("no such name")).isEmpty();
        assertThat(jira.isAbout(" Atlassian  issues ")).isTrue();
        assertThat(jira.isAbout("project")).as("its category").isTrue();
        assertThat(jira.isAbout("atlassian wiki")).isFalse();
    }

    @Test
    void warnsOfEachPackThatIsLeftOut() {
        Packs.Rejected rejected =
                new Packs.Rejected("a.dragops-pack.json", "connection.provider", "is {0}, which %s is missing");
        List<String> warnings = new ArrayList<>();

        withHandler(warnings, () -> new Packs().use(new PackCatalogue(List.of(), List.of(rejected))));

        assertThat(warnings)
                .containsExactly(
                        "The pack a.dragops-pack.json is left out: connection.provider is {0}, which %s is missing");
    }

    @Test
    void saysWhichPacksSpeakHttp() throws Exception {
        Files.writeString(folder.resolve("acme.dragops-pack.json"), """
                {"packVersion": 1, "metadata": {"slug": "acme", "name": "Acme", "version": "1.0.0"},
                 "connection": {"provider": "acme", "authType": "oauth", "oauth": {
                   "authorizationUrl": "https://acme.example/a", "tokenUrl": "http://127.0.0.1:8080/t"}}}
                """);
        List<String> warnings = new ArrayList<>();

        withHandler(warnings, () -> new Packs().use(PackCatalogue.read(Optional.of(folder))));

        assertThat(warnings)
                .containsExactly("The pack of acme has an http address, which is called only where"
                        + " DRAGOPS_EGRESS_ALLOW names its host and port");
    }

    private static void withHandler(List<String> warnings, Runnable action) {
        Logger logger = Logger.getLogger(Packs.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().equals(Level.WARNING)) {
                    warnings.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
        }
    }
}
