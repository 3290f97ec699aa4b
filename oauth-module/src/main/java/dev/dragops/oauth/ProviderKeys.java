package dev.dragops.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.dragops.oauth.egress.Answer;
import dev.dragops.oauth.egress.Egress;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.oauth.egress.Json;
import dev.dragops.oauth.egress.Outgoing;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys by which providers sign (RFC 7517), kept for an hour; asked for anew at most once a minute. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ProviderKeys {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST = 1_000;

    private record Known(JWKSet keys, Instant asked) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    @EJB
    private Egress egress;

    private EgressClient client;
    private final Clock clock;

    /** For the server. */
    public ProviderKeys() {
        this.clock = Clock.systemUTC();
    }

    /** For tests. */
    ProviderKeys(EgressClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        client = egress.client();
    }

    /**
     * The keys at that address; empty where they cannot be had.
     *
     * @param keyId the key that is wanted: where it is not among those that are known, they are asked for again
     */
    public Optional<JWKSet> keys(String url, Optional<String> keyId) {
        Optional<Known> before = Optional.ofNullable(known.get(url));
        Instant now = clock.instant();
        boolean fresh =
                before.filter(keys -> keys.asked().plus(KEPT).isAfter(now)).isPresent();
        boolean fits = before.filter(keys -> keyId.isEmpty() || keys.keys().getKeyByKeyId(keyId.get()) != null)
                .isPresent();
        boolean early =
                before.filter(keys -> keys.asked().plus(PAUSE).isAfter(now)).isPresent();
        if ((fresh && fits) || early) {
            return before.map(Known::keys);
        }
        Optional<JWKSet> asked = ask(url);
        if (known.size() >= MOST) {
            known.clear();
        }
        // what was good before is better than nothing, and a provider that is down is not asked each time
        asked.or(() -> before.map(Known::keys)).ifPresent(keys -> known.put(url, new Known(keys, now)));
        return asked.or(() -> before.map(Known::keys));
    }

    private Optional<JWKSet> ask(String url) {
        Answer answer = client.send(new Outgoing("GET", url, Map.of("Accept", "application/json"), Optional.empty()));
        if (answer instanceof Answer.Received received) {
            try (received) {
                if (received.status() == 200
                        && !received.encoded()
                        && Json.read(received.body().reveal()).isPresent()) {
                    return Optional.of(JWKSet.parse(received.body().revealText()));
                }
            } catch (ParseException notKeys) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
