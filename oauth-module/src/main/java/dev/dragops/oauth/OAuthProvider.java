package dev.dragops.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one provider speaks OAuth 2.x: what its pack says, as data. No provider has code of its own.
 *
 * @param provider the name by which apps, redirect URIs and limits are kept apart
 * @param grant how a token is first obtained
 * @param unsure parts of this definition that were not confirmed with the provider, for a reader
 */
public record OAuthProvider(
        String provider,
        Grant grant,
        Endpoints endpoints,
        Scopes scopes,
        AuthorizationRequests authorization,
        TokenRequests tokens,
        TokenReplies replies,
        Refreshing refreshing,
        Optional<Revocation> revocation,
        Optional<AccountLookup> account,
        Set<String> unsure) {
    public OAuthProvider {
        unsure = Set.copyOf(unsure);
    }

    /** How a token is first obtained. */
    public enum Grant {
        /** RFC 6749 section 4.1: a person approves in the browser. */
        AUTHORIZATION_CODE,
        /** RFC 6749 section 4.4: the connection's own fields are the client. */
        CLIENT_CREDENTIALS
    }

    /** How a client proves who it is at an endpoint (RFC 6749 section 2.3, OpenID Connect Core section 9). */
    public enum ClientAuthentication {
        CLIENT_SECRET_BASIC,
        CLIENT_SECRET_POST,
        PRIVATE_KEY_JWT,
        /** Only the client id is sent (RFC 6749 section 3.2.1). */
        NONE
    }

    /** How the parameters of a request travel in its body. */
    public enum BodyFormat {
        FORM,
        JSON
    }

    /** What becomes of a refresh token when it was used. */
    public enum Rotation {
        /** Each use gives a new one and ends the old. */
        ROTATING,
        /** It stays: trying again is harmless. */
        STABLE,
        /** To be treated as rotating. */
        UNKNOWN
    }

    /**
     * Where the provider is spoken to. What is absent is read from the metadata of the issuer (RFC 8414, OpenID Connect
     * Discovery).
     *
     * @param refresh where a refresh goes, if not to the token endpoint
     * @param issuer the issuer, whose metadata must name exactly itself
     * @param openId whether it speaks OpenID Connect, so that an ID token is expected and validated
     * @param issRequired whether each callback carries {@code iss} (RFC 9207); also where the metadata says so
     */
    public record Endpoints(
            Optional<Template> authorization,
            Optional<Template> token,
            Optional<Template> refresh,
            Optional<Template> issuer,
            boolean openId,
            boolean issRequired) {}

    /**
     * Scopes on the wire.
     *
     * @param defaults asked for where a person names none
     * @param available what the form offers; empty where it is not known
     * @param separator between scopes in a request
     * @param replySeparator between scopes in a reply
     * @param parameter the request parameter that carries them; empty where the provider has no scopes
     */
    public record Scopes(
            List<String> defaults,
            List<Scope> available,
            String separator,
            String replySeparator,
            Optional<String> parameter) {
        public Scopes {
            defaults = List.copyOf(defaults);
            available = List.copyOf(available);
        }
    }

    /** A scope as the form offers it. */
    public record Scope(String name, Optional<String> description) {}

    /**
     * The authorization request (RFC 6749 section 4.1.1). PKCE with S256 is always sent (RFC 7636).
     *
     * @param parameters sent beside the standard ones
     * @param renamed standard parameters that the provider calls otherwise, such as {@code client_id} as
     *     {@code client_key}
     * @param omitted standard parameters that the provider does not take
     * @param kept parameters of the callback that are kept with the connection, such as {@code realmId}
     */
    public record AuthorizationRequests(
            Map<String, Template> parameters, Map<String, String> renamed, Set<String> omitted, List<String> kept) {
        public AuthorizationRequests {
            parameters = Map.copyOf(parameters);
            renamed = Map.copyOf(renamed);
            omitted = Set.copyOf(omitted);
            kept = List.copyOf(kept);
        }
    }

    /**
     * The token requests (RFC 6749 sections 4.1.3 and 6).
     *
     * @param authentication at the exchange; an app may name another
     * @param refreshAuthentication at a refresh
     * @param scopeOnRefresh whether a refresh repeats the scopes
     */
    public record TokenRequests(
            ClientAuthentication authentication,
            ClientAuthentication refreshAuthentication,
            BodyFormat body,
            Map<String, Template> parameters,
            Map<String, Template> refreshParameters,
            Map<String, Template> headers,
            Map<String, String> renamed,
            boolean scopeOnRefresh) {
        public TokenRequests {
            parameters = Map.copyOf(parameters);
            refreshParameters = Map.copyOf(refreshParameters);
            headers = Map.copyOf(headers);
            renamed = Map.copyOf(renamed);
        }
    }

    /**
     * Where a token reply has its parts, each a JSON pointer (RFC 6901).
     *
     * @param error how an error is told in a reply of status 200
     * @param defaultLifetime the lifetime where the first reply names none; without one such a token does not expire
     * @param kept values kept with the connection, such as {@code instance_url}
     */
    public record TokenReplies(
            String accessToken,
            String refreshToken,
            String expiresIn,
            String scope,
            String tokenType,
            Optional<ErrorInOk> error,
            Optional<Duration> defaultLifetime,
            Map<String, String> kept) {
        public TokenReplies {
            kept = Map.copyOf(kept);
        }

        /** As RFC 6749 section 5.1 has it. */
        public static TokenReplies standard() {
            return new TokenReplies(
                    "/access_token",
                    "/refresh_token",
                    "/expires_in",
                    "/scope",
                    "/token_type",
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
        }
    }

    /**
     * An error that comes with status 200, such as Slack's {@code "ok": false}.
     *
     * @param pointer where the sign of success stands
     * @param success what stands there on success, as JSON text
     * @param code where the error's code stands
     */
    public record ErrorInOk(String pointer, String success, String code) {}

    /**
     * What is known of refreshing.
     *
     * @param possible whether there are refresh tokens at all
     * @param buffer how long before its end a token is renewed; half the lifetime where that is less
     * @param keepAlive after how long without a refresh one is made, so that the refresh token lives on
     */
    public record Refreshing(boolean possible, Rotation rotation, Duration buffer, Optional<Duration> keepAlive) {}

    /** Which token a request carries. */
    public enum TokenKind {
        ACCESS,
        REFRESH
    }

    /**
     * How a grant is ended at the provider (RFC 7009, or its own way).
     *
     * @param url may hold {@code ${client_id}} and {@code ${token}}; empty where there is no way but the page
     * @param method {@code POST} or {@code DELETE}
     * @param token which token is sent; a refresh token that is absent is replaced by the access token
     * @param bearer whether the token authenticates the request, instead of the client
     * @param parameter the parameter that carries the token; empty where the URL or the header does
     * @param endsGrant whether it ends every token of this app and account, not only the one that is sent
     * @param success further statuses that mean success; 200 to 299 always do
     * @param page where a person can end it by hand
     */
    public record Revocation(
            Optional<Template> url,
            String method,
            TokenKind token,
            ClientAuthentication authentication,
            boolean bearer,
            BodyFormat body,
            Optional<String> parameter,
            Map<String, Template> parameters,
            boolean endsGrant,
            Set<Integer> success,
            Optional<URI> page) {
        public Revocation {
            parameters = Map.copyOf(parameters);
            success = Set.copyOf(success);
        }
    }

    /**
     * Where the account behind a token is told.
     *
     * @param request the request that tells it; empty where the token reply itself does
     * @param id a JSON pointer to what never changes, such as {@code /id}
     * @param label a JSON pointer to what a person recognises, such as {@code /login}
     */
    public record AccountLookup(Optional<ProviderRequest> request, String id, String label) {}
}
