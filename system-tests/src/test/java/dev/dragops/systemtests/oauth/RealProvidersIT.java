package dev.dragops.systemtests.oauth;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.driver.SystemTest;
import dev.dragops.systemtests.provider.Keycloak;
import dev.dragops.systemtests.provider.Navikt;
import dev.dragops.systemtests.provider.OidcProvider;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.RealProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Against authorization servers that others made. Two of them end a session when a refresh token is used twice: whatever
 * still refreshes afterwards was refreshed once.
 */
@SystemTest
class RealProvidersIT {
    private static final int CALLERS = 20;

    private final Dragops dragops;
    private final Installation installation;
    private final Providers providers;
    private final Person ada;
    private final Program engine;
    private final HttpClient http = HttpClient.newHttpClient();

    RealProvidersIT(Dragops dragops, Installation installation, Providers providers) {
        this.dragops = dragops;
        this.installation = installation;
        this.providers = providers;
        this.ada = dragops.register();
        this.engine = ada.engine();
    }

    @Test
    void worksWithKeycloak() {
        try (RealProvider keycloak = new Keycloak(providers, dragops)) {
            String connection = connectsRefreshesAndIsRefreshedOnce(keycloak);
            String token = open(connection).text("/credentials/accessToken");
            assertThat(statusOfUserinfo(keycloak, token)).isEqualTo(200);

            revoke(keycloak, connection);

            assertThat(statusOfUserinfo(keycloak, token)).isEqualTo(401);
            reconnect(keycloak, connection);
        }
    }

    @Test
    void worksWithMockOAuth2Server() {
        try (RealProvider navikt = new Navikt(providers)) {
            String connection = connectsRefreshesAndIsRefreshedOnce(navikt);
            revoke(navikt, connection);
            reconnect(navikt, connection);
        }
    }

    @Test
    void worksWithOidcProvider() {
        try (RealProvider oidcProvider = new OidcProvider(providers, dragops)) {
            String connection = connectsRefreshesAndIsRefreshedOnce(oidcProvider);
            String token = open(connection).text("/credentials/accessToken");
            assertThat(statusOfUserinfo(oidcProvider, token)).isEqualTo(200);

            revoke(oidcProvider, connection);

            assertThat(statusOfUserinfo(oidcProvider, token)).isEqualTo(401);
            reconnect(oidcProvider, connection);
        }
    }

    private String connectsRefreshesAndIsRefreshedOnce(RealProvider provider) {
        String id = connect(provider, "{}");
        Answer connected = ada.connection(id).expect(200);
        assertThat(connected.text("/status")).isEqualTo("active");
        assertThat(connected.text("/account/id")).isNotBlank();
        assertThat(connected.texts("/scopes")).contains("openid");
        assertThat(Instant.parse(connected.text("/expiresAt"))).isAfter(Instant.now());
        String first = open(id).text("/credentials/accessToken");

        Answer refreshed = ada.refreshConnection(id).expect(200);

        assertThat(refreshed.text("/status")).isEqualTo("active");
        String second = open(id).text("/credentials/accessToken");
        assertThat(second).isNotEqualTo(first);

        List<Answer> answers = atOnce(CALLERS, i -> engine.rejectToken("""
                {"connectionId":"%s","tokenFingerprint":"%s"}
                """.formatted(id, Tokens.fingerprint(second))));

        assertThat(answers)
                .extracting(answer -> answer.expect(200).text("/status"))
                .containsOnly("active");
        String third = open(id).text("/credentials/accessToken");
        assertThat(third).isNotEqualTo(second);
        // a provider that saw the same refresh token twice would not do this any more
        assertThat(ada.refreshConnection(id).expect(200).text("/status")).isEqualTo("active");
        assertThat(open(id).text("/credentials/accessToken")).isNotEqualTo(third);
        return id;
    }

    private void revoke(RealProvider provider, String id) {
        assertThat(ada.revokeConnection(id).expect(200).text("/status")).isEqualTo("revoked");

        engine.openConnection(id).expectProblem(409, "CONNECTION_REVOKED");
        await(provider.provider() + " is told").atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        installation.database().texts(Audit.ACTIONS_OF, id))
                .contains("revocation.confirmed"));
    }

    private void reconnect(RealProvider provider, String id) {
        assertThat(connect(provider, "{\"connectionId\":" + Json.quote(id) + "}"))
                .isEqualTo(id);

        assertThat(ada.connection(id).expect(200).text("/status")).isEqualTo("active");
        open(id);
        assertThat(ada.refreshConnection(id).expect(200).text("/status")).isEqualTo("active");
    }

    private String connect(RealProvider provider, String request) {
        Answer begun = ada.beginAuthorization(provider.provider(), request).expect(201);
        provider.approve(ada.browser(), begun.text("/authorizationUrl")).expect(200);
        return ada.connectionOf(begun);
    }

    private Answer open(String id) {
        return engine.openConnection(id).expect(200);
    }

    private int statusOfUserinfo(RealProvider provider, String accessToken) {
        HttpRequest request = HttpRequest.newBuilder(provider.userinfo())
                .header("Authorization", "Bearer " + accessToken)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
