package dev.dragops.oauth;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditEntry.Outcome;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.SessionId;
import dev.dragops.accounts.UserId;
import dev.dragops.oauth.egress.Egress;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Authorizations under way: asked for by a user or program, opened in the user's browser, come back once (RFC 6749
 * section 4.1, RFC 9700 section 4).
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class Authorizations {
    private static final String OPENID = "openid";
    private static final int MOST_SCOPES = 100;
    private static final int MOST_FIELDS = 50;
    private static final int LONGEST_FIELD = 2_048;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_CODE = 4_096;
    private static final int LONGEST_STATE = 512;

    /** RFC 6749 section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,256}");

    /** A path of this origin: a second slash or a backslash would name another host. */
    private static final Pattern RETURN_TO = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,2047}|/");

    private static final Pattern CONNECTION = Pattern.compile("[a-z0-9_]{1,64}");

    /**
     * What a user asks for.
     *
     * @param scopes empty for the pack's defaults, which stand here once it has begun
     * @param returnTo a path of ours to come back to
     * @param connection the id of the connection to reconnect; empty for a new one
     * @param fields the instance fields that the definition needs
     */
    public record Request(
            Optional<String> displayName,
            List<String> scopes,
            Optional<String> returnTo,
            Optional<String> connection,
            Map<String, String> fields) {
        public Request {
            scopes = List.copyOf(scopes);
            fields = Map.copyOf(fields);
        }
    }

    /** How far it is. */
    public enum Status {
        /** Not yet opened in a browser. */
        PENDING,
        /** At the provider. */
        OPENED,
        /** Came back; the provider is asked for tokens. */
        EXCHANGING,
        SUCCEEDED,
        FAILED,
        /** Its ten minutes are over. */
        EXPIRED
    }

    /**
     * An authorization as its user may know it.
     *
     * @param url ours: opens it in the browser session of that user
     * @param connection the connection that came of it, or that is reconnected
     * @param failure why it failed, such as {@code access_denied}
     */
    public record Authorization(
            AuthorizationId id,
            String provider,
            Status status,
            URI url,
            Instant expiresAt,
            Optional<String> connection,
            Optional<String> failure,
            Optional<String> returnTo) {}

    /** What a browser brought back. */
    public sealed interface Callback {
        /** The authorization that it belongs to. */
        AuthorizationId id();

        /** Whose it is. */
        UserId user();
    }

    /** The provider, or the person there, said no (RFC 6749 section 4.1.2.1): it has failed, and is told so. */
    public record Denied(AuthorizationId id, UserId user, String provider, String code, Optional<String> returnTo)
            implements Callback {}

    /** What came back and is good for one exchange. Whoever holds it wipes it. */
    public record Consumed(
            AuthorizationId id,
            UserId user,
            String provider,
            Request request,
            ProviderClient.Code code,
            Map<String, String> kept)
            implements Callback, AutoCloseable {
        public Consumed {
            kept = Map.copyOf(kept);
        }

        @Override
        public void close() {
            code.code().close();
            code.verifier().close();
            code.nonce().close();
        }
    }

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    @EJB
    private ConfiguredApps configured;

    @EJB
    private Egress outlet;

    private AuthorizationRows rows;
    private Apps apps;
    private Addresses addresses;
    private Discovery discovery;

    /** For the server. */
    public Authorizations() {}

    /** For tests. */
    Authorizations(
            DataSource dataSource, Vault vault, AuditTrail auditTrail, ConfiguredApps configured, EgressClient egress) {
        this.dataSource = dataSource;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.configured = configured;
        assemble(egress);
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        assemble(outlet.client());
    }

    private void assemble(EgressClient egress) {
        Database sql = Database.of(dataSource);
        rows = new AuthorizationRows(sql, vault);
        apps = new Apps(configured, new AppRows(sql, vault));
        addresses = new Addresses(egress);
        discovery = new Discovery(egress, sql);
    }

    /**
     * Begins one, good for ten minutes. Needs {@code connections:write}. A user has at most twenty that wait: the oldest
     * give way.
     *
     * @throws OAuthException.Invalid naming the fields that make no sense
     * @throws OAuthException.FieldMissing where the definition needs a field that is not there
     * @throws OAuthException.TargetRefused where a field names an address that this server does not call
     * @throws OAuthException.AppNotConfigured where there is no app
     */
    public Authorization begin(Caller caller, OAuthProvider definition, Request request) {
        caller.require(Scope.CONNECTIONS_WRITE);
        Request checked = check(definition, request);
        if (apps.find(definition.provider()).isEmpty()) {
            throw new OAuthException.AppNotConfigured();
        }
        definition.endpoints().authorization().ifPresent(template -> addresses.fill(template, withClient(checked)));
        definition.endpoints().token().ifPresent(template -> addresses.fill(template, withClient(checked)));
        Endpoint.issuer(definition, checked.fields(), addresses);
        AuthorizationId id = AuthorizationId.next();
        rows.expireAllBut(caller.user(), 19);
        rows.add(id, caller.user(), definition.provider(), checked);
        auditTrail.record(
                caller,
                AuditEntry.of(
                        "authorization.begun",
                        checked.connection()
                                .map(connection -> List.of(id.value(), connection))
                                .orElseGet(() -> List.of(id.value())),
                        Map.of("provider", definition.provider())));
        return rows.find(caller.user(), id).orElseThrow(OAuthException.AuthorizationNotFound::new);
    }

    private static Map<String, String> withClient(Request request) {
        Map<String, String> values = new HashMap<>(request.fields());
        values.put("client_id", "client");
        return values;
    }

    /**
     * Whether {@link #open} asks no provider: its address stands in the definition, or the issuer's metadata was read
     * before. What {@code open} refuses anyway it refuses at once.
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public boolean opensAtOnce(Caller caller, AuthorizationId id, OAuthProvider definition) {
        caller.requireSession();
        return !Endpoint.needsMetadata(definition)
                || rows.load(caller.user(), id)
                        .filter(row -> row.provider().equals(definition.provider()))
                        .map(row -> Endpoint.known(definition, row.request().fields(), addresses, discovery)
                                .metadata()
                                .isPresent())
                        .orElse(true);
    }

    /**
     * Binds it to the caller's session, and answers where the browser goes at the provider (RFC 6749 section 4.1.1, RFC
     * 7636 section 4.3). Each time with another state and verifier: what an earlier page brings back is refused. Needs
     * a session of the user who began it. May ask the provider: see {@link #opensAtOnce}.
     *
     * @throws OAuthException.AuthorizationNotFound where there is none such, or it is another's
     * @throws OAuthException.AuthorizationOver where it was used or its ten minutes are over
     * @throws OAuthException.MetadataRefused where the issuer's metadata is needed and cannot be had
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public URI open(Caller caller, AuthorizationId id, OAuthProvider definition) {
        SessionId session = caller.requireSession();
        AuthorizationRows.Row row = rows.load(caller.user(), id).orElseThrow(OAuthException.AuthorizationNotFound::new);
        if (!row.provider().equals(definition.provider())) {
            throw new OAuthException.AuthorizationNotFound();
        }
        OAuthApp app = apps.find(definition.provider()).orElseThrow(OAuthException.AppNotConfigured::new);
        Map<String, String> values = new HashMap<>(row.request().fields());
        values.put("client_id", app.clientId());
        String address = Endpoint.of(definition, values, addresses, discovery).authorization();
        AuthorizationUrl.Fresh fresh = new AuthorizationUrl.Fresh();
        try (Plaintext verifier = Plaintext.ofText(fresh.verifier().getValue());
                Plaintext nonce = Plaintext.ofText(fresh.nonce().getValue())) {
            if (!rows.open(row, session, Discovery.hash(fresh.state().getValue()), verifier, nonce)) {
                throw new OAuthException.AuthorizationOver();
            }
        }
        return AuthorizationUrl.of(
                definition, address, app.clientId(), row.request().scopes(), values, fresh);
    }

    /**
     * Consumes what came back, once, before any token call (RFC 6749 section 10.12, RFC 9700 section 4.7.1). Nothing is
     * consumed unless all of it fits: the state, this session, this user, this provider, its ten minutes, and {@code iss}
     * (RFC 9207 section 2.4) where it is there or has to be.
     *
     * @throws OAuthException.CallbackRefused where it is not an answer to what this session asked of this provider
     */
    public Callback consume(Optional<Caller> caller, OAuthProvider definition, Map<String, List<String>> query) {
        if (query.values().stream().anyMatch(values -> values.size() != 1)) {
            // RFC 6749 section 3.1
            throw new OAuthException.CallbackRefused("The answer has a parameter twice");
        }
        Caller owner = caller.filter(who -> who.access() instanceof Caller.BySession)
                .orElseThrow(() -> new OAuthException.CallbackRefused("Sign in first, in the browser that asked"));
        byte[] state = parameter(query, "state")
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST_STATE)
                .map(Discovery::hash)
                .orElseThrow(() -> new OAuthException.CallbackRefused("The answer has no state"));
        AuthorizationRows.Row row = rows.returned(owner.user(), owner.requireSession(), definition.provider(), state)
                .orElseThrow(
                        () -> new OAuthException.CallbackRefused(
                                "The answer is to nothing that this browser asked here; it may have been used or have run out"));
        checkIssuer(definition, row.request().fields(), parameter(query, "iss"));
        Optional<String> error = parameter(query, "error");
        Optional<String> code =
                parameter(query, "code").filter(text -> !text.isEmpty() && text.length() <= LONGEST_CODE);
        if (error.isPresent() == code.isPresent()) {
            throw new OAuthException.CallbackRefused("The answer has neither a code nor an error, or both");
        }
        if (!rows.consume(row, state)) {
            throw new OAuthException.CallbackRefused("The answer was used already");
        }
        if (error.isPresent()) {
            String safe = TokenReplyReader.code(error.get());
            fail(row.id(), safe);
            return new Denied(
                    row.id(), row.user(), row.provider(), safe, row.request().returnTo());
        }
        return new Consumed(
                row.id(),
                row.user(),
                row.provider(),
                row.request(),
                new ProviderClient.Code(Plaintext.ofText(code.orElseThrow()), rows.verifier(row), rows.nonce(row)),
                kept(definition, query));
    }

    private static Optional<String> parameter(Map<String, List<String>> query, String name) {
        return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
    }

    /** RFC 9207 section 2.4: compared as texts. Where no issuer is known there is nothing to compare with. */
    private void checkIssuer(OAuthProvider definition, Map<String, String> fields, Optional<String> iss) {
        Endpoint endpoint = Endpoint.known(definition, fields, addresses, discovery);
        if (iss.isEmpty() && endpoint.issRequired()) {
            throw new OAuthException.CallbackRefused("The answer does not say which provider it is from");
        }
        if (iss.isPresent()
                && (endpoint.issuer().isPresent() || endpoint.issRequired())
                && !iss.equals(endpoint.issuer())) {
            throw new OAuthException.CallbackRefused("The answer is from another provider");
        }
    }

    private static Map<String, String> kept(OAuthProvider definition, Map<String, List<String>> query) {
        Map<String, String> kept = new HashMap<>();
        for (String name : definition.authorization().kept()) {
            parameter(query, name)
                    .filter(value -> !value.isEmpty() && value.length() <= LONGEST_FIELD)
                    .ifPresent(value -> kept.put(name, value));
        }
        return kept;
    }

    /** In the transaction that saves the connection, whose audit row names the authorization too. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void succeed(AuthorizationId id, String connection) {
        rows.succeed(id, connection);
    }

    /** It came to nothing; one that has ended already stays as it is. */
    public void fail(AuthorizationId id, String code) {
        String safe = TokenReplyReader.code(code);
        rows.owner(id).ifPresent(user -> {
            if (rows.fail(id, safe)) {
                auditTrail.recordOwnWork(
                        user,
                        new AuditEntry(
                                "authorization.failed",
                                Outcome.FAILED,
                                List.of(id.value()),
                                Map.of("error", safe),
                                Optional.empty()));
            }
        });
    }

    /**
     * How far it is. Needs {@code connections:read}.
     *
     * @throws OAuthException.AuthorizationNotFound where there is none such, or it is another's
     */
    public Authorization get(Caller caller, AuthorizationId id) {
        caller.require(Scope.CONNECTIONS_READ);
        return rows.find(caller.user(), id).orElseThrow(OAuthException.AuthorizationNotFound::new);
    }

    private static Request check(OAuthProvider definition, Request request) {
        List<FieldError> errors = new ArrayList<>();
        request.displayName()
                .filter(name -> name.isBlank() || name.codePointCount(0, name.length()) > LONGEST_NAME || !isText(name))
                .ifPresent(name ->
                        errors.add(new FieldError("displayName", "INVALID", "A display name has 1 to 100 characters")));
        if (request.scopes().size() > MOST_SCOPES
                || !request.scopes().stream()
                        .allMatch(scope -> SCOPE.matcher(scope).matches())) {
            errors.add(new FieldError("scopes", "INVALID", "There are at most 100 scopes, each without spaces"));
        }
        request.returnTo()
                .filter(path -> !RETURN_TO.matcher(path).matches())
                .ifPresent(
                        path -> errors.add(new FieldError("returnTo", "INVALID", "It must be a path of this server")));
        request.connection()
                .filter(id -> !CONNECTION.matcher(id).matches())
                .ifPresent(id ->
                        errors.add(new FieldError("connectionId", "INVALID", "It is not the id of a connection")));
        boolean fields = request.fields().size() <= MOST_FIELDS
                && request.fields().entrySet().stream()
                        .allMatch(field -> field.getKey().length() <= 64
                                && field.getValue().length() <= LONGEST_FIELD
                                && isText(field.getKey())
                                && isText(field.getValue()));
        if (!fields) {
            errors.add(new FieldError("fields", "INVALID", "A field is too long or has control characters"));
        }
        if (!errors.isEmpty()) {
            throw new OAuthException.Invalid(errors);
        }
        return new Request(
                request.displayName(),
                scopes(definition, request.scopes()),
                request.returnTo(),
                request.connection(),
                request.fields());
    }

    /** Without {@code openid} no ID token would come (OpenID Connect Core section 3.1.2.1). */
    private static List<String> scopes(OAuthProvider definition, List<String> wanted) {
        List<String> scopes =
                new ArrayList<>(wanted.isEmpty() ? definition.scopes().defaults() : wanted);
        if (definition.endpoints().openId() && !scopes.contains(OPENID)) {
            scopes.add(0, OPENID);
        }
        return scopes;
    }

    private static boolean isText(String text) {
        return text.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
