package dev.dragops.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import dev.dragops.vault.Plaintext;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates ID tokens (OpenID Connect Core 1.0 sections 3.1.3.7 and 12.2). */
final class IdTokens {
    private static final int SKEW_SECONDS = 60;
    private static final Set<JWSAlgorithm> ASYMMETRIC = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** What came of a validation. */
    sealed interface Verdict {}

    /** What a valid one tells. */
    record Claims(String subject, Optional<String> label) implements Verdict {}

    /** It is not valid; it does not matter why. */
    record NotValid() implements Verdict {}

    /** The provider's keys cannot be had, so that nobody knows. */
    record NotVerifiable() implements Verdict {}

    private final ProviderKeys keys;
    private final Clock clock;

    IdTokens(ProviderKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What the token tells. */
    Verdict validate(String idToken, Metadata metadata, Client client, Plaintext nonce, Plaintext accessToken) {
        try {
            SignedJWT jwt = SignedJWT.parse(idToken);
            if (!isNamed(jwt.getHeader().getAlgorithm(), metadata)) {
                return new NotValid();
            }
            Optional<IDTokenValidator> validator = validator(jwt, metadata, client);
            if (validator.isEmpty()) {
                return new NotVerifiable();
            }
            validator.get().setMaxClockSkew(SKEW_SECONDS);
            IDTokenClaimsSet claims = validator.get().validate(jwt, new Nonce(nonce.revealText()));
            @Nullable AccessTokenHash hash = claims.getAccessTokenHash();
            if (hash != null) {
                // section 3.1.3.8
                AccessTokenValidator.validate(
                        new BearerAccessToken(accessToken.revealText()),
                        jwt.getHeader().getAlgorithm(),
                        hash);
            }
            return isTimely(claims) && isIssuedTo(new ClientID(client.id()), claims)
                    ? claims(jwt.getJWTClaimsSet())
                    : new NotValid();
        } catch (ParseException
                | BadJOSEException
                | JOSEException
                | InvalidHashException
                | IllegalArgumentException notValid) {
            return new NotValid();
        }
    }

    /** Rule 10: one that was made in the future was not made. */
    private boolean isTimely(IDTokenClaimsSet claims) {
        Instant latest = clock.instant().plusSeconds(SKEW_SECONDS);
        return !claims.getIssueTime().toInstant().isAfter(latest);
    }

    /** Rules 4 and 5: of several audiences one is the party that it was issued to, and that is this client. */
    private static boolean isIssuedTo(ClientID client, IDTokenClaimsSet claims) {
        return claims.getAuthorizedParty() == null
                ? claims.getAudience().size() == 1
                : claims.getAuthorizedParty().getValue().equals(client.getValue());
    }

    /**
     * Whether an ID token that came with a refresh is of the same issuer, client and subject (section 12.2). It came
     * from the token endpoint itself, which may stand for its signature (section 3.1.3.7, rule 6).
     */
    static boolean continues(String idToken, String issuer, String clientId, Optional<String> subject) {
        try {
            JWTClaimsSet claims = SignedJWT.parse(idToken).getJWTClaimsSet();
            @Nullable String sub = claims.getSubject();
            return issuer.equals(claims.getIssuer())
                    && claims.getAudience().contains(clientId)
                    && sub != null
                    && subject.map(sub::equals).orElse(true);
        } catch (ParseException notAToken) {
            return false;
        }
    }

    /** {@code none} is no algorithm here; a secret signs only where the provider says so. */
    private static boolean isNamed(JWSAlgorithm algorithm, Metadata metadata) {
        List<String> named = metadata.idTokenAlgorithms().isEmpty()
                ? List.of(JWSAlgorithm.RS256.getName())
                : metadata.idTokenAlgorithms();
        return named.contains(algorithm.getName())
                && (ASYMMETRIC.contains(algorithm) || JWSAlgorithm.Family.HMAC_SHA.contains(algorithm));
    }

    /** Empty where there is nothing to verify it by. */
    private Optional<IDTokenValidator> validator(SignedJWT jwt, Metadata metadata, Client client) {
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        Issuer issuer = new Issuer(metadata.issuer());
        ClientID id = new ClientID(client.id());
        if (JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
            return client.secret()
                    .map(secret -> new IDTokenValidator(
                            issuer,
                            id,
                            new JWSVerificationKeySelector<>(
                                    algorithm,
                                    new ImmutableSecret<>(secret.reveal().clone())),
                            null));
        }
        Optional<JWKSet> found = metadata.keys()
                .flatMap(url ->
                        keys.keys(url, Optional.ofNullable(jwt.getHeader().getKeyID())));
        return found.map(set -> new IDTokenValidator(
                issuer, id, new JWSVerificationKeySelector<>(algorithm, new ImmutableJWKSet<>(set)), null));
    }

    private static Verdict claims(JWTClaimsSet claims) {
        @Nullable String subject = claims.getSubject();
        if (subject == null || subject.isEmpty() || subject.length() > 255) {
            return new NotValid();
        }
        Optional<String> label = List.of("email", "preferred_username", "name").stream()
                .flatMap(name -> Optional.ofNullable(claims.getClaim(name)).stream())
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank())
                .findFirst();
        return new Claims(subject, label);
    }
}
