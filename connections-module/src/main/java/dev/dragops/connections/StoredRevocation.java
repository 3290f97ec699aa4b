package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import dev.dragops.platform.Ids;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens that are still to be ended at their provider. */
@Entity
@Table(name = "con_revocation")
class StoredRevocation {
    /** With the waits below: for about a day. */
    static final int MOST_ATTEMPTS = 12;

    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);

    @Id
    private String id = "";

    private String userId = "";
    private String connectionId = "";
    private String provider = "";
    private String clientId = "";
    private @Nullable String accountId;
    private String instanceValues = "{}";
    private byte[] envelope = {};
    private int attempts;
    private Instant nextAttemptAt = Instant.EPOCH;

    @Version
    private long revision;

    /** For Hibernate. */
    protected StoredRevocation() {}

    static StoredRevocation of(
            UserId user,
            ConnectionId connection,
            Provider provider,
            String clientId,
            Optional<String> account,
            Map<String, String> values,
            Plaintext tokens,
            Vault vault,
            Instant now) {
        StoredRevocation revocation = new StoredRevocation();
        revocation.id = Ids.next("rev");
        revocation.userId = user.value();
        revocation.connectionId = connection.value();
        revocation.provider = provider.value();
        revocation.clientId = clientId;
        revocation.accountId = account.map(StoredGrant::cut).orElse(null);
        revocation.instanceValues = JsonText.of(values);
        revocation.envelope = vault.seal(revocation.context(), tokens);
        revocation.nextAttemptAt = now;
        return revocation;
    }

    /** Counts an attempt before it is made: where it is never heard of again, the next one comes in its time. */
    void attempt(Instant now) {
        attempts++;
        Duration wait = FIRST_WAIT.multipliedBy(1L << (attempts - 1));
        nextAttemptAt = now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }

    boolean isDue(Instant now) {
        return !nextAttemptAt.isAfter(now);
    }

    boolean wasFirstAttempt() {
        return attempts == 1;
    }

    boolean wasLastAttempt() {
        return attempts >= MOST_ATTEMPTS;
    }

    Credential.OAuthTokens open(Vault vault) {
        try (Plaintext written = vault.open(context(), envelope)) {
            return TokenFormat.read(written, Optional.empty());
        }
    }

    /** Where the envelopes of all revocations are. */
    static SealedRows sealedRows() {
        return new SealedRows(
                "con_revocation",
                "id",
                "envelope",
                "kek_id",
                "con_key",
                "user_id, provider",
                row -> context(row.getString("user_id"), row.getString("id"), row.getString("provider")));
    }

    private SealContext context() {
        return context(userId, id, provider);
    }

    private static SealContext context(String user, String id, String provider) {
        return new SealContext("revocation", user, id, provider, ConnectionType.OAUTH.wire(), 1);
    }

    UserId user() {
        return new UserId(userId);
    }

    ConnectionId connection() {
        return new ConnectionId(connectionId);
    }

    Provider provider() {
        return new Provider(provider);
    }

    String clientId() {
        return clientId;
    }

    Optional<String> account() {
        return Optional.ofNullable(accountId);
    }

    Map<String, String> values() {
        return JsonText.map(instanceValues);
    }
}
