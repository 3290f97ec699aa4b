package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.ActivityGroup;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.Scope;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.vault.KeyBook;
import dev.dragops.web.SystemStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Pattern IN_TEMPLATE = Pattern.compile("#\\{([a-z][a-z0-9._-]*)");
    private static final Pattern IN_CODE = Pattern.compile(
            "\"((?:app|connection|error|form|profile|secret|session|sign-in|time|token)\\.[a-z0-9.-]*[a-z0-9])\"");

    private final ResourceBundle bundle = ResourceBundle.getBundle(Messages.BUNDLE, Locale.ENGLISH);

    @Test
    void hasATextForEveryKey() throws IOException {
        assertThat(bundle.keySet()).containsAll(wanted());
    }

    @Test
    void hasNoTextThatNobodyAsksFor() throws IOException {
        assertThat(wanted()).containsAll(bundle.keySet());
    }

    @Test
    void readsEveryTextThatTakesArguments() {
        for (String key : bundle.keySet()) {
            String text = bundle.getString(key);
            if (text.contains("{")) {
                assertThat(text).as(key).doesNotContain("'");
                assertThat(new MessageFormat(text, Locale.ENGLISH).getFormats())
                        .as(key)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void countsAsPeopleDo() {
        assertThat(Messages.text("saved.seeded", 0)).isEqualTo("It seeded no secrets.");
        assertThat(Messages.text("saved.seeded", 1)).isEqualTo("It seeded one secret.");
        assertThat(Messages.text("saved.seeded", 3)).isEqualTo("It seeded 3 secrets.");
    }

    private Set<String> wanted() throws IOException {
        Set<String> keys = new TreeSet<>();
        keys.addAll(found(IN_TEMPLATE, Path.of("src/main/resources/templates")));
        keys.addAll(found(IN_CODE, Path.of("src/main/java/dev/dragops/web/pages")));
        Layout.NOTICES.forEach(notice -> keys.add("notice." + notice));
        Arrays.stream(ConnectionStatus.values()).forEach(status -> keys.add("status." + status.wire()));
        ListFilter.statuses().forEach(status -> keys.add("status." + status));
        ListFilter.sorts().forEach(sort -> keys.add("connections.sort." + sort));
        Arrays.stream(ConnectionType.values()).forEach(type -> keys.add("type." + type.wire()));
        Arrays.stream(Authorizations.Status.values())
                .map(status -> "authorization." + status.name().toLowerCase(Locale.ROOT))
                .forEach(status -> keys.addAll(Set.of(status + ".title", status + ".about")));
        Arrays.stream(ClientAuthentication.values())
                .forEach(
                        method -> keys.add("app.authentication." + method.name().toLowerCase(Locale.ROOT)));
        Arrays.stream(OAuthApp.Source.values())
                .forEach(source -> keys.add("apps.source." + source.name().toLowerCase(Locale.ROOT)));
        Arrays.stream(AuditEntry.Outcome.values())
                .forEach(
                        outcome -> keys.add("activity.outcome." + outcome.name().toLowerCase(Locale.ROOT)));
        Stream.of(Shell.SECTIONS, Shell.OF_PERSON, Shell.OF_ADMINISTRATOR)
                .flatMap(List::stream)
                .forEach(page -> keys.add("nav." + page));
        Arrays.stream(Theme.values()).forEach(theme -> keys.add("nav.theme." + theme.wire()));
        // asked for by what the audit trail holds
        bundle.keySet().stream().filter(key -> key.startsWith(Actions.KEY)).forEach(keys::add);
        Stream.of("was-there", "edited").forEach(why -> keys.add("kept." + why));
        Arrays.stream(ActivityGroup.values()).forEach(group -> keys.add("activity.group." + group.wire()));
        Arrays.stream(Scope.values()).forEach(scope -> keys.add("token.scope." + TokenPages.ScopeChoice.key(scope)));
        TokenPages.LIVES.forEach(life -> keys.add("token.life." + life));
        Stream.of("built-in", "own", "replaces").forEach(origin -> keys.add("packs.origin." + origin));
        SystemStatus.MODULES.forEach(module -> keys.add("system.module." + module));
        Stream.of("refresh", "revocation").forEach(job -> keys.add("system.job." + job));
        Stream.of("none", "waiting", "written", "unwritable", "ahead")
                .forEach(state -> keys.add("system.audit.file." + state));
        Arrays.stream(KeyBook.Phase.values())
                .map(phase -> "keys.phase." + phase.name().toLowerCase(Locale.ROOT))
                .forEach(phase -> keys.addAll(Set.of(phase, phase + ".about")));
        Stream.of("pending", "active", "retiring", "destroyed").forEach(state -> keys.add("keys.state." + state));
        Reasons.OF_STATUS.forEach(reason -> keys.add("reason." + reason));
        Reasons.OF_FAILURE.forEach(code -> keys.add("failure." + code));
        return keys;
    }

    private static Set<String> found(Pattern pattern, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(MessagesTest::read)
                    .flatMap(text -> pattern.matcher(text).results().map(match -> match.group(1)))
                    .collect(Collectors.toSet());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
