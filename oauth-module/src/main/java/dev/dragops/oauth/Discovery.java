package dev.dragops.oauth;

import dev.dragops.oauth.egress.Answer;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.oauth.egress.Json;
import dev.dragops.oauth.egress.Outgoing;
import dev.dragops.platform.Database;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an issuer's metadata once and pins it, so that what is called later is what was read then. */
final class Discovery {
    private final EgressClient egress;
    private final Addresses addresses;
    private final Database sql;

    Discovery(EgressClient egress, Database sql) {
        this.egress = egress;
        this.addresses = new Addresses(egress);
        this.sql = sql;
    }

    /** What was pinned of that issuer. */
    Optional<Metadata> pinned(String issuer) {
        return sql.first(
                        "SELECT metadata FROM oau_metadata WHERE issuer_hash = ?",
                        row -> row.getString("metadata"),
                        (Object) hash(issuer))
                .flatMap(Json::read)
                .map(json -> Metadata.of(issuer, json));
    }

    /** What was pinned of that issuer; asks it where nothing was. */
    Metadata get(String issuer, boolean openId) {
        return pinned(issuer).orElseGet(() -> pin(issuer, openId));
    }

    /**
     * Asks the issuer, and pins what it tells.
     *
     * @throws OAuthException.MetadataRefused where it cannot be read, or is another's
     */
    Metadata pin(String issuer, boolean openId) {
        Metadata metadata = fetch(issuer, openId);
        sql.update(
                "INSERT INTO oau_metadata (issuer_hash, metadata, pinned_at) VALUES (?, ?, UTC_TIMESTAMP(6))"
                        + " ON DUPLICATE KEY UPDATE metadata = VALUES(metadata), pinned_at = VALUES(pinned_at)",
                hash(issuer),
                metadata.toJson());
        return metadata;
    }

    private Metadata fetch(String issuer, boolean openId) {
        addresses.check(issuer);
        for (String url : urls(issuer, openId)) {
            Answer answer =
                    egress.send(new Outgoing("GET", url, Map.of("Accept", "application/json"), Optional.empty()));
            if (answer instanceof Answer.Received received) {
                try (received) {
                    if (received.status() == 200) {
                        return check(issuer, received.json());
                    }
                }
            } else if (answer instanceof Answer.TargetRefused refused) {
                throw new OAuthException.TargetRefused(refused.message());
            } else {
                throw new OAuthException.MetadataRefused("The provider's metadata could not be fetched");
            }
        }
        throw new OAuthException.MetadataRefused("The provider has no metadata where it should be");
    }

    /** RFC 8414 section 3.1 puts its path before that of the issuer, OpenID Connect Discovery section 4 after it. */
    private static List<String> urls(String issuer, boolean openId) {
        URI uri = URI.create(issuer);
        if (uri.getRawQuery() != null) {
            throw new OAuthException.MetadataRefused("An issuer has no query");
        }
        String path = uri.getRawPath().endsWith("/")
                ? uri.getRawPath().substring(0, uri.getRawPath().length() - 1)
                : uri.getRawPath();
        String origin = uri.getScheme() + "://" + uri.getRawAuthority();
        String oauth = origin + "/.well-known/oauth-authorization-server" + path;
        String oidc = origin + path + "/.well-known/openid-configuration";
        return openId ? List.of(oidc, oauth) : List.of(oauth, oidc);
    }

    /** RFC 8414 section 3.3: metadata of any other issuer must not be used. */
    private Metadata check(String issuer, Optional<Json> json) {
        if (json.isEmpty() || !json.get().isObject()) {
            throw new OAuthException.MetadataRefused("The provider's metadata is not readable JSON");
        }
        if (!json.get().textAt("/issuer").equals(Optional.of(issuer))) {
            throw new OAuthException.MetadataRefused("The provider's metadata is that of another issuer");
        }
        Metadata metadata = Metadata.of(issuer, json.get());
        metadata.authorization().ifPresent(addresses::check);
        metadata.token().ifPresent(addresses::check);
        metadata.revocation().ifPresent(addresses::check);
        metadata.userinfo().ifPresent(addresses::check);
        metadata.keys().ifPresent(addresses::check);
        return metadata;
    }

    /** SHA-256. */
    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
