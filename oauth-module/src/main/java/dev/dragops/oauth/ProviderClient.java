package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.AccountLookup;
import dev.dragops.oauth.OAuthProvider.ErrorInOk;
import dev.dragops.oauth.OAuthProvider.Revocation;
import dev.dragops.oauth.OAuthProvider.TokenKind;
import dev.dragops.oauth.OAuthProvider.TokenRequests;
import dev.dragops.oauth.TokenReply.Granted;
import dev.dragops.oauth.TokenReply.NotSent;
import dev.dragops.oauth.TokenReply.Refused;
import dev.dragops.oauth.egress.Answer;
import dev.dragops.oauth.egress.Answer.Received;
import dev.dragops.oauth.egress.Egress;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.oauth.egress.Json;
import dev.dragops.oauth.egress.Outgoing;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseFailure;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import dev.dragops.vault.VaultException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The calls to a provider. Each takes at most ten seconds, follows no redirect, is never resent, and reads at most
 * 64 KiB. None may be made inside a transaction or on a request's thread: see {@link ProviderCalls}.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class ProviderClient {
    /**
     * What came back to the redirect URI, and what it is checked against.
     *
     * @param verifier of PKCE (RFC 7636)
     * @param nonce of OpenID Connect
     */
    public record Code(Plaintext code, Plaintext verifier, Plaintext nonce) {}

    /** How a revocation ended. */
    public enum Revoked {
        CONFIRMED,
        /** The provider has no way; its page may. */
        NOT_SUPPORTED,
        /** Not now: to be tried again. */
        FAILED,
        /** The provider refuses for good: trying again is useless. */
        REFUSED
    }

    /** What a declared request brought. */
    public sealed interface Proof {
        /** The credential works. */
        record Accepted(Optional<ProviderAccount> account) implements Proof {}

        /** The provider refuses the credential. */
        record Rejected(int status) implements Proof {}

        /** Nothing is known: it could not be asked, or its answer is none that was expected. */
        record Inconclusive(String why) implements Proof {}
    }

    private static final System.Logger LOG = System.getLogger(ProviderClient.class.getName());

    /** The value by which a refresh's ID token is compared with the first; kept with the connection. */
    private static final String SUBJECT = "id_token.sub";

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @EJB
    private Egress outlet;

    @EJB
    private ConfiguredApps configured;

    @EJB
    private ProviderKeys keys;

    private final Clock clock = Clock.systemUTC();
    private EgressClient egress;
    private Addresses addresses;
    private Discovery discovery;
    private Apps apps;
    private IdTokens idTokens;

    /** For the server. */
    public ProviderClient() {}

    /** For tests. */
    ProviderClient(EgressClient egress, Discovery discovery, Apps apps, ProviderKeys keys) {
        this.egress = egress;
        this.addresses = new Addresses(egress);
        this.discovery = discovery;
        this.apps = apps;
        this.idTokens = new IdTokens(keys, clock);
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        Database sql = Database.of(dataSource);
        egress = outlet.client();
        addresses = new Addresses(egress);
        discovery = new Discovery(egress, sql);
        apps = new Apps(configured, new AppRows(sql, vault));
        idTokens = new IdTokens(keys, clock);
    }

    /**
     * Exchanges the code (RFC 6749 section 4.1.3, RFC 7636 section 4.5). With OpenID Connect the ID token is validated
     * and the account told; where it is not valid the tokens are dropped and {@code invalid_id_token} is the refusal,
     * or {@code id_token_not_verifiable} where the provider's keys cannot be had.
     *
     * @throws OAuthException.AppNotConfigured where there is no app
     */
    public TokenReply exchange(OAuthProvider provider, Map<String, String> values, List<String> scopes, Code code) {
        try (Client client = apps.open(provider.provider())) {
            Endpoint endpoint = Endpoint.of(provider, values, addresses, discovery);
            String url = endpoint.token();
            TokenRequests definition = provider.tokens();
            TokenReplyReader.Read read;
            try (TokenRequest request = new TokenRequest(definition.renamed())) {
                request.set("grant_type", "authorization_code")
                        .set("code", code.code())
                        .set("redirect_uri", RedirectUri.of(provider.provider()))
                        .set("code_verifier", code.verifier())
                        .authenticate(
                                client,
                                definition.authentication(),
                                endpoint.issuer().orElse(url));
                complete(request, definition.parameters(), definition, with(values, client));
                read = new TokenReplyReader(provider, true, clock)
                        .read(request.send(egress, "POST", url, definition.body()));
            }
            return read.reply() instanceof Granted granted
                    ? identified(
                            provider,
                            values,
                            endpoint,
                            client,
                            code,
                            granted,
                            read.json().orElseThrow())
                    : read.reply();
        } catch (OAuthException.TargetRefused | OAuthException.MetadataRefused | OAuthException.FieldMissing refused) {
            return new NotSent(TokenReplyReader.code(refused.code()));
        }
    }

    /**
     * Refreshes (RFC 6749 section 6), once and never again. Where the reply names no lifetime it is told as absent. An
     * ID token that comes along must continue the first (OpenID Connect Core section 12.2).
     *
     * @throws OAuthException.AppNotConfigured where there is no app
     */
    public TokenReply refresh(
            OAuthProvider provider, Map<String, String> values, List<String> scopes, Plaintext refreshToken) {
        try (Client client = apps.open(provider.provider())) {
            Endpoint endpoint = Endpoint.of(provider, values, addresses, discovery);
            String url = endpoint.refresh();
            TokenRequests definition = provider.tokens();
            TokenReplyReader.Read read;
            try (TokenRequest request = new TokenRequest(definition.renamed())) {
                request.set("grant_type", "refresh_token").set("refresh_token", refreshToken);
                if (definition.scopeOnRefresh()) {
                    scope(request, provider, scopes);
                }
                request.authenticate(
                        client,
                        definition.refreshAuthentication(),
                        endpoint.issuer().orElse(url));
                complete(request, definition.refreshParameters(), definition, with(values, client));
                read = new TokenReplyReader(provider, false, clock)
                        .read(request.send(egress, "POST", url, definition.body()));
            }
            return read.reply() instanceof Granted granted
                    ? continued(
                            provider,
                            values,
                            endpoint,
                            client,
                            granted,
                            read.json().orElseThrow())
                    : read.reply();
        } catch (OAuthException.TargetRefused | OAuthException.MetadataRefused | OAuthException.FieldMissing refused) {
            return new NotSent(TokenReplyReader.code(refused.code()));
        } catch (DatabaseFailure | VaultException unreadable) {
            return notSent(unreadable);
        }
    }

    /** RFC 6749 section 4.4, with a client of the connection's own. */
    public TokenReply clientCredentials(
            OAuthProvider provider,
            Map<String, String> values,
            List<String> scopes,
            String clientId,
            Plaintext clientSecret) {
        TokenRequests definition = provider.tokens();
        try (Client client = new Client(
                        clientId,
                        Optional.of(Plaintext.of(clientSecret.reveal().clone())),
                        Optional.empty(),
                        Optional.empty());
                TokenRequest request = new TokenRequest(definition.renamed())) {
            Endpoint endpoint = Endpoint.of(provider, values, addresses, discovery);
            String url = endpoint.token();
            request.set("grant_type", "client_credentials");
            scope(request, provider, scopes);
            request.authenticate(
                    client, definition.authentication(), endpoint.issuer().orElse(url));
            complete(request, definition.parameters(), definition, with(values, client));
            return new TokenReplyReader(provider, true, clock)
                    .read(request.send(egress, "POST", url, definition.body()))
                    .reply();
        } catch (OAuthException.TargetRefused | OAuthException.MetadataRefused | OAuthException.FieldMissing refused) {
            return new NotSent(TokenReplyReader.code(refused.code()));
        } catch (DatabaseFailure | VaultException unreadable) {
            return notSent(unreadable);
        }
    }

    /** What is read of the app and of the issuer is read before anything is sent. */
    private static NotSent notSent(RuntimeException unreadable) {
        LOG.log(System.Logger.Level.WARNING, "a token was not asked for: the app cannot be read", unreadable);
        return new NotSent("app_unreadable");
    }

    private static void complete(
            TokenRequest request,
            Map<String, Template> parameters,
            TokenRequests definition,
            Map<String, String> values) {
        request.add(parameters, values).headers(definition.headers(), values);
    }

    private static void scope(TokenRequest request, OAuthProvider provider, List<String> scopes) {
        if (!scopes.isEmpty() && provider.scopes().parameter().isPresent()) {
            request.set("scope", String.join(provider.scopes().separator(), scopes));
        }
    }

    private static Map<String, String> with(Map<String, String> values, Client client) {
        Map<String, String> more = new HashMap<>(values);
        more.put("client_id", client.id());
        return more;
    }

    private TokenReply identified(
            OAuthProvider provider,
            Map<String, String> values,
            Endpoint endpoint,
            Client client,
            Code code,
            Granted granted,
            Json json) {
        if (!provider.endpoints().openId()) {
            Optional<ProviderAccount> account = provider.account()
                    .filter(lookup -> lookup.request().isEmpty())
                    .flatMap(lookup -> account(lookup, json));
            return new Granted(granted.tokens(), granted.scopes(), granted.kept(), account);
        }
        Plaintext accessToken = granted.tokens().accessToken();
        IdTokens.Verdict verdict = json.textAt("/id_token")
                .flatMap(token -> endpoint.metadata()
                        .map(metadata -> idTokens.validate(token, metadata, client, code.nonce(), accessToken)))
                .orElseGet(IdTokens.NotValid::new);
        if (!(verdict instanceof IdTokens.Claims claims)) {
            boolean unknown = verdict instanceof IdTokens.NotVerifiable;
            return dropped(granted, unknown ? "id_token_not_verifiable" : "invalid_id_token");
        }
        String subject = claims.subject();
        Optional<String> label = claims.label();
        Optional<ProviderRequest> userinfo = provider.account()
                .flatMap(AccountLookup::request)
                .or(() -> label.isPresent()
                        ? Optional.empty()
                        : endpoint.metadata().flatMap(Metadata::userinfo).map(ProviderClient::userinfo));
        if (userinfo.isPresent()) {
            Optional<Json> told = ask(userinfo.get(), values, accessToken);
            Optional<String> whose = told.flatMap(answer -> answer.textAt("/sub"));
            // section 5.3.2: another subject's answer must not be used, nor one that does not say whose it is
            if (whose.filter(sub -> !sub.equals(subject)).isPresent()) {
                return dropped(granted, "userinfo_mismatch");
            }
            // a pack may name an interface of the provider's own, that tells the account in another way
            boolean userinfoProper = provider.account()
                    .filter(lookup -> lookup.request().isPresent())
                    .map(lookup -> lookup.id().equals("/sub"))
                    .orElse(true);
            Optional<String> better = told.filter(answer -> whose.isPresent() || !userinfoProper)
                    .flatMap(answer -> provider.account()
                            .map(AccountLookup::label)
                            .flatMap(answer::scalarAt)
                            .or(() -> answer.textAt("/email"))
                            .or(() -> answer.textAt("/preferred_username"))
                            .or(() -> answer.textAt("/name")));
            return granted(granted, subject, better.or(() -> label).orElse(subject));
        }
        return granted(granted, subject, label.orElse(subject));
    }

    private static TokenReply granted(Granted granted, String subject, String label) {
        Map<String, String> kept = new HashMap<>(granted.kept());
        kept.put(SUBJECT, subject);
        return new Granted(
                granted.tokens(), granted.scopes(), kept, Optional.of(new ProviderAccount(subject, cut(label))));
    }

    private TokenReply continued(
            OAuthProvider provider,
            Map<String, String> values,
            Endpoint endpoint,
            Client client,
            Granted granted,
            Json json) {
        Optional<String> idToken = json.textAt("/id_token");
        Optional<String> issuer = endpoint.issuer();
        if (!provider.endpoints().openId() || idToken.isEmpty() || issuer.isEmpty()) {
            return granted;
        }
        return IdTokens.continues(idToken.get(), issuer.get(), client.id(), Optional.ofNullable(values.get(SUBJECT)))
                ? granted
                : dropped(granted, "invalid_id_token");
    }

    private static TokenReply dropped(Granted granted, String why) {
        granted.tokens().close();
        return new Refused(why);
    }

    private static ProviderRequest userinfo(String url) {
        return new ProviderRequest(
                "GET",
                new Template(url),
                Map.of("Authorization", new Template("Bearer ${token}")),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Ends the grant at the provider: RFC 7009, or what its pack says. A provider without a declared way has one where
     * its metadata names an endpoint.
     */
    public Revoked revoke(OAuthProvider provider, Map<String, String> values, TokenSet tokens) {
        try {
            Endpoint endpoint = Endpoint.known(provider, values, addresses, discovery);
            Optional<Revocation> declared = provider.revocation();
            Optional<String> discovered = endpoint.metadata().flatMap(Metadata::revocation);
            if (declared.flatMap(Revocation::url).isEmpty() && discovered.isEmpty()) {
                return Revoked.NOT_SUPPORTED;
            }
            return revoke(provider, declared, discovered, values, endpoint, tokens);
        } catch (OAuthException.TargetRefused
                | OAuthException.MetadataRefused
                | OAuthException.FieldMissing
                | OAuthException.AppNotConfigured refused) {
            return Revoked.REFUSED;
        }
    }

    private Revoked revoke(
            OAuthProvider provider,
            Optional<Revocation> declared,
            Optional<String> discovered,
            Map<String, String> values,
            Endpoint endpoint,
            TokenSet tokens) {
        Revocation way = declared.orElseGet(() -> new Revocation(
                Optional.empty(),
                "POST",
                TokenKind.REFRESH,
                provider.tokens().authentication(),
                false,
                OAuthProvider.BodyFormat.FORM,
                Optional.of("token"),
                Map.of(),
                true,
                Set.of(),
                Optional.empty()));
        Plaintext token = way.token() == TokenKind.REFRESH
                ? tokens.refreshToken().orElse(tokens.accessToken())
                : tokens.accessToken();
        Map<String, String> all = new HashMap<>(values);
        all.put("token", token.revealText());
        try (TokenRequest request = new TokenRequest(Map.of())) {
            way.parameter().ifPresent(parameter -> request.set(parameter, token));
            if (way.bearer()) {
                request.header("Authorization", "Bearer " + tokens.accessToken().revealText());
                fillUrlFromApp(way, provider, all);
            } else {
                try (Client client = apps.open(provider.provider())) {
                    all.put("client_id", client.id());
                    request.authenticate(
                            client, way.authentication(), endpoint.issuer().orElseGet(endpoint::token));
                }
            }
            request.add(way.parameters(), all);
            String url = way.url()
                    .map(template -> addresses.fill(template, all))
                    .or(() -> discovered.map(addresses::check))
                    .orElseThrow();
            return revoked(provider, way, request.send(egress, way.method(), url, way.body()));
        }
    }

    private void fillUrlFromApp(Revocation way, OAuthProvider provider, Map<String, String> values) {
        boolean needed =
                way.url().filter(url -> url.names().contains("client_id")).isPresent();
        if (needed) {
            apps.find(provider.provider()).ifPresent(app -> values.put("client_id", app.clientId()));
        }
    }

    private static Revoked revoked(OAuthProvider provider, Revocation way, Answer answer) {
        if (answer instanceof Answer.TargetRefused) {
            return Revoked.REFUSED;
        }
        if (!(answer instanceof Received received)) {
            return Revoked.FAILED;
        }
        try (received) {
            if (received.isSuccess()) {
                Optional<Json> json = provider.replies().error().isPresent() ? received.json() : Optional.empty();
                boolean error = json.isPresent()
                        && provider.replies()
                                .error()
                                .filter(declared -> isError(declared, json.get()))
                                .isPresent();
                return error ? Revoked.REFUSED : Revoked.CONFIRMED;
            }
            if (way.success().contains(received.status())) {
                return Revoked.CONFIRMED;
            }
            return received.status() == 429 || received.status() >= 500 ? Revoked.FAILED : Revoked.REFUSED;
        }
    }

    private static boolean isError(ErrorInOk declared, Json json) {
        return json.at(declared.pointer()).isPresent() && !json.isAt(declared.pointer(), declared.success());
    }

    /** Whose account the token acts for; empty where the definition tells no way or the provider no answer. */
    public Optional<ProviderAccount> account(OAuthProvider provider, Map<String, String> values, TokenSet tokens) {
        return provider.account().flatMap(lookup -> lookup.request()
                .flatMap(request -> ask(request, values, tokens.accessToken()))
                .flatMap(json -> account(lookup, json)));
    }

    private Optional<Json> ask(ProviderRequest request, Map<String, String> values, Plaintext token) {
        try {
            return send(request, values, Map.of("token", token)) instanceof Received received
                    ? read(received)
                    : Optional.empty();
        } catch (OAuthException.TargetRefused | OAuthException.FieldMissing refused) {
            return Optional.empty();
        }
    }

    private static Optional<Json> read(Received received) {
        try (received) {
            return received.isSuccess() ? received.json() : Optional.empty();
        }
    }

    private static Optional<ProviderAccount> account(AccountLookup lookup, Json json) {
        return json.scalarAt(lookup.id())
                .filter(id -> !id.isBlank() && id.length() <= 255)
                .map(id -> new ProviderAccount(
                        id,
                        cut(json.scalarAt(lookup.label())
                                .filter(label -> !label.isBlank())
                                .orElse(id))));
    }

    /** What is shown to a person: no line breaks, and not for ever. */
    private static String cut(String label) {
        String plain = label.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= 255
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, plain.codePointCount(0, 254)));
    }

    /**
     * Makes a request that proves a credential: 401 and 403 refuse it, unless they are expected.
     *
     * @param secrets places of the request's templates that are secret, beside the plain values
     * @param expected statuses that mean that the credential works
     * @param account where in the answer the account is told
     */
    public Proof prove(
            ProviderRequest request,
            Map<String, String> values,
            Map<String, Plaintext> secrets,
            List<Integer> expected,
            Optional<AccountLookup> account) {
        return prove(request, values, secrets, expected, account, Optional.empty());
    }

    /**
     * As above, for a provider that refuses by an answer whose status is expected.
     *
     * @param error how it does so
     */
    public Proof prove(
            ProviderRequest request,
            Map<String, String> values,
            Map<String, Plaintext> secrets,
            List<Integer> expected,
            Optional<AccountLookup> account,
            Optional<ErrorInOk> error) {
        Answer answer;
        try {
            answer = send(request, values, secrets);
        } catch (OAuthException.TargetRefused | OAuthException.FieldMissing refused) {
            return new Proof.Inconclusive(TokenReplyReader.code(refused.code()));
        }
        if (answer instanceof Answer.TargetRefused) {
            return new Proof.Inconclusive("target_refused");
        }
        if (answer instanceof Answer.NotSent notSent) {
            return new Proof.Inconclusive(notSent.why());
        }
        if (answer instanceof Answer.NoAnswer none) {
            return new Proof.Inconclusive(none.why());
        }
        try (Received received = (Received) answer) {
            if (expected.contains(received.status())) {
                Optional<Json> json = received.json();
                if (error.isPresent()
                        && json.filter(read -> !isError(error.get(), read)).isEmpty()) {
                    return new Proof.Rejected(received.status());
                }
                return new Proof.Accepted(account.flatMap(lookup -> json.flatMap(read -> account(lookup, read))));
            }
            return received.status() == 401 || received.status() == 403
                    ? new Proof.Rejected(received.status())
                    : new Proof.Inconclusive("status_" + received.status());
        }
    }

    private Answer send(ProviderRequest request, Map<String, String> values, Map<String, Plaintext> secrets) {
        Map<String, String> all = new HashMap<>(values);
        secrets.forEach((name, secret) -> all.put(name, secret.revealText()));
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        request.headers().forEach((name, template) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, template.fill(all));
        });
        request.basic().ifPresent(basic -> {
            String pair = basic.user().fill(all) + ":" + basic.password().fill(all);
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        });
        if (headers.values().stream().anyMatch(value -> value.chars().anyMatch(c -> c < ' ' || c > '~'))) {
            return new Answer.NotSent("header_impossible");
        }
        Optional<Outgoing.Body> body =
                request.body().map(json -> new Outgoing.Body("application/json", Plaintext.ofText(json)));
        return egress.send(new Outgoing(request.method(), addresses.fill(request.url(), all), headers, body));
    }
}
