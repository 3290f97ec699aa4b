package dev.dragops.secrets;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.SealedValue;
import dev.dragops.platform.Ids;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.SealContext;
import dev.dragops.vault.SealedRows;
import dev.dragops.vault.Vault;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A secret with its sealed value. */
@Entity
@Table(name = StoredSecret.TABLE)
class StoredSecret {
    static final String TABLE = "sec_secret";

    @Id
    private String id = "";

    private String environmentId = "";
    private String name = "";
    private long version;
    private byte[] envelope = {};
    private @Nullable String seededBy;
    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;

    @Version
    private long revision;

    /** For Hibernate. */
    protected StoredSecret() {}

    /** A first value; {@code seededBy} is empty where a person wrote it. */
    static StoredSecret first(
            EnvironmentId environment,
            SecretName name,
            Plaintext value,
            Optional<SeedSource> seededBy,
            Vault vault,
            Instant now) {
        StoredSecret secret = new StoredSecret();
        secret.id = Ids.next("sec");
        secret.environmentId = environment.value();
        secret.name = name.value();
        secret.createdAt = now;
        secret.write(value, seededBy, vault, now);
        return secret;
    }

    /** The next value. */
    final void write(Plaintext value, Optional<SeedSource> source, Vault vault, Instant now) {
        version++;
        envelope = vault.seal(context(environmentId, id, name, version), value);
        seededBy = source.map(SeedSource::id).orElse(null);
        updatedAt = now;
    }

    /** Where the envelopes of all secrets are. */
    static SealedRows sealedRows() {
        return new SealedRows(
                "sec_secret",
                "id",
                "envelope",
                "kek_id",
                "sec_key",
                "environment_id, name, version",
                row -> context(
                        row.getString("environment_id"),
                        row.getString("id"),
                        row.getString("name"),
                        row.getLong("version")));
    }

    /** What binds a sealed value to its place. */
    static SealContext context(String environmentId, String id, String name, long version) {
        return new SealContext("secret", environmentId, id, "secret", name, version);
    }

    String id() {
        return id;
    }

    EnvironmentId environment() {
        return new EnvironmentId(environmentId);
    }

    SecretName name() {
        return new SecretName(name);
    }

    long version() {
        return version;
    }

    byte[] envelope() {
        return envelope.clone();
    }

    /** What the audit trail keeps of its value. */
    SealedValue sealed() {
        return SealedValue.of(TABLE, id, envelope);
    }

    /** As {@link #sealed()}, once it is removed. */
    SealedValue gone() {
        return SealedValue.gone(TABLE, id);
    }

    Optional<SeedSource> seededBy() {
        return Optional.ofNullable(seededBy).map(SeedSource::new);
    }

    boolean isSeededBy(SeedSource source) {
        return source.id().equals(seededBy);
    }

    Instant updatedAt() {
        return updatedAt;
    }

    Secret metadata() {
        return new Secret(environment(), name(), version, seededBy(), createdAt, updatedAt);
    }
}
