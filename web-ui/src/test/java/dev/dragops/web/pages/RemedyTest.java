package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Grant;
import dev.dragops.connections.Provider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {
    @ParameterizedTest
    @CsvSource({
        "OAUTH, ACTIVE, '', true, ''",
        "OAUTH, ACTIVE, expiring, false, reconnect",
        "OAUTH, ACTIVE, verification_failed, true, reconnect",
        "OAUTH, ACTIVE, refresh_failing, true, retry",
        "OAUTH, ACTIVE, app_misconfigured, true, app",
        "OAUTH, FAILING, provider_unavailable, true, retry",
        "OAUTH, FAILING, provider_unavailable, false, reconnect",
        "OAUTH, FAILING, app_misconfigured, true, app",
        "OAUTH, REAUTH_REQUIRED, refresh_outcome_unknown, true, reconnect",
        "OAUTH, REVOKED, '', false, reconnect",
        "API_KEY, ACTIVE, '', false, ''",
        "API_KEY, ACTIVE, verification_failed, false, replace",
        "API_KEY, ACTIVE, rejected_by_provider, false, replace",
        "API_KEY, REVOKED, '', false, replace",
        "CREDENTIALS, FAILING, provider_unavailable, true, retry",
        "CREDENTIALS, FAILING, app_misconfigured, true, replace",
        "CREDENTIALS, REAUTH_REQUIRED, refresh_token_rejected, true, replace"
    })
    void isTheOneThingThatHelps(
            ConnectionType type, ConnectionStatus status, String reason, boolean refreshable, String remedy) {
        Connection connection = new Connection(
                ConnectionId.next(),
                new Provider("slack"),
                "Slack",
                type,
                status,
                Optional.of(reason).filter(told -> !told.isEmpty()),
                Optional.of(new Grant(
                        List.of(), List.of(), Optional.empty(), Optional.empty(), refreshable, Optional.empty())),
                Fakes.NOW,
                Fakes.NOW);

        assertThat(Remedy.of(connection)).isEqualTo(remedy);
    }
}
