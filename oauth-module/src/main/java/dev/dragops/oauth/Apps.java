package dev.dragops.oauth;

import dev.dragops.oauth.OAuthApp.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The apps of both sources; what the operator configured goes before what was saved. */
final class Apps {
    private final ConfiguredApps configured;
    private final AppRows rows;

    Apps(ConfiguredApps configured, AppRows rows) {
        this.configured = configured;
        this.rows = rows;
    }

    Optional<OAuthApp> find(String provider) {
        if (!AppRows.isProvider(provider)) {
            return Optional.empty();
        }
        Optional<Client> fromOperator = configured.find(provider);
        if (fromOperator.isPresent()) {
            try (Client app = fromOperator.get()) {
                return Optional.of(
                        app(new AppRows.Row(provider, app.id(), app.authentication()), Source.CONFIGURATION));
            }
        }
        return rows.find(provider).map(row -> app(row, Source.DATABASE));
    }

    List<OAuthApp> list() {
        TreeSet<String> providers = new TreeSet<>(configured.providers());
        rows.list().forEach(row -> providers.add(row.provider()));
        List<OAuthApp> apps = new ArrayList<>();
        providers.forEach(provider -> find(provider).ifPresent(apps::add));
        return apps;
    }

    private OAuthApp app(AppRows.Row row, Source source) {
        Optional<AppRows.Problem> problem = rows.problem(row.provider());
        return new OAuthApp(
                row.provider(),
                row.clientId(),
                row.authentication(),
                source,
                problem.map(AppRows.Problem::code),
                problem.map(AppRows.Problem::since));
    }

    /**
     * The app with what proves it. The caller wipes it.
     *
     * @throws OAuthException.AppNotConfigured where there is none
     */
    Client open(String provider) {
        return configured
                .find(provider)
                .or(() -> AppRows.isProvider(provider) ? rows.open(provider) : Optional.empty())
                .orElseThrow(OAuthException.AppNotConfigured::new);
    }
}
