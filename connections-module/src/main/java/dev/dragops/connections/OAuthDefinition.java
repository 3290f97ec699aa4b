package dev.dragops.connections;

import static dev.dragops.connections.PackJson.constant;
import static dev.dragops.connections.PackJson.numbers;
import static dev.dragops.connections.PackJson.object;
import static dev.dragops.connections.PackJson.strings;
import static dev.dragops.connections.PackJson.template;
import static dev.dragops.connections.PackJson.templates;
import static dev.dragops.connections.PackJson.text;
import static dev.dragops.connections.PackJson.texts;

import dev.dragops.connections.packs.PackProblem;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.AccountLookup;
import dev.dragops.oauth.OAuthProvider.AuthorizationRequests;
import dev.dragops.oauth.OAuthProvider.BodyFormat;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.OAuthProvider.Endpoints;
import dev.dragops.oauth.OAuthProvider.ErrorInOk;
import dev.dragops.oauth.OAuthProvider.Grant;
import dev.dragops.oauth.OAuthProvider.Refreshing;
import dev.dragops.oauth.OAuthProvider.Revocation;
import dev.dragops.oauth.OAuthProvider.Rotation;
import dev.dragops.oauth.OAuthProvider.Scope;
import dev.dragops.oauth.OAuthProvider.Scopes;
import dev.dragops.oauth.OAuthProvider.TokenKind;
import dev.dragops.oauth.OAuthProvider.TokenReplies;
import dev.dragops.oauth.OAuthProvider.TokenRequests;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.oauth.Template;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The {@code oauth} and {@code verify} sections of one method: the checks that no schema can make, and its records. */
final class OAuthDefinition {
    /** What the client of ours puts into an authorization request itself. */
    private static final Set<String> OURS_TO_AUTHORIZE = Set.of(
            "client_id", "redirect_uri", "response_type", "state", "nonce", "code_challenge", "code_challenge_method");

    /** The same of token requests. */
    private static final Set<String> OURS_TO_TOKENS = Set.of(
            "grant_type",
            "code",
            "code_verifier",
            "redirect_uri",
            "refresh_token",
            "client_id",
            "client_secret",
            "client_assertion",
            "client_assertion_type");

    /** What a callback carries for the protocol itself, some of it secret. */
    private static final Set<String> NOT_TO_KEEP = Set.of(
            "code",
            "state",
            "iss",
            "error",
            "error_description",
            "error_uri",
            "access_token",
            "id_token",
            "session_state");

    /** The names that stand for a credential or for the app. */
    private static final Set<String> RESERVED = Set.of("token", "apiKey", "client_id");

    private static final String OWN_TOKEN = "token";

    private final Provider provider;
    private final ConnectionType type;
    private final String path;
    private final JsonObject method;
    private final List<JsonObject> fields;
    private final List<PackProblem> problems;

    OAuthDefinition(
            Provider provider,
            ConnectionType type,
            String path,
            JsonObject method,
            List<JsonObject> fields,
            List<PackProblem> problems) {
        this.provider = provider;
        this.type = type;
        this.path = path;
        this.method = method;
        this.fields = fields;
        this.problems = problems;
    }

    private boolean hasOAuth() {
        return method.containsKey("oauth");
    }

    private JsonObject section() {
        return object(method, "oauth");
    }

    private Grant grant() {
        return constant(section(), "grant", Grant::valueOf).orElse(Grant.AUTHORIZATION_CODE);
    }

    void check() {
        PackTemplates rules = new PackTemplates(fields, type == ConnectionType.OAUTH, problems::add);
        if (hasOAuth()) {
            checkGrant();
            checkFields();
            checkKept();
            checkRequests(rules);
            checkReplies();
            checkAfterwards(rules);
        }
        if (method.containsKey("verify")) {
            checkVerification(rules);
        }
    }

    private void checkGrant() {
        boolean person = type == ConnectionType.OAUTH;
        if (person != (grant() == Grant.AUTHORIZATION_CODE)) {
            refuse("grant", "must be " + (person ? "authorization_code" : "client_credentials") + " for this authType");
        }
        for (String member : List.of("clientIdField", "clientSecretField")) {
            Optional<String> name = text(section(), member);
            Optional<JsonObject> field = name.flatMap(this::field);
            if (person && name.isPresent()) {
                refuse(member, "belongs to client_credentials");
            } else if (!person && name.isEmpty()) {
                refuse(member, "is missing");
            } else if (!person && field.isEmpty()) {
                refuse(member, "names no field of the method");
            } else if (field.filter(found -> !found.getBoolean("required", true))
                    .isPresent()) {
                refuse(member, "names a field that a connection may lack: require it");
            }
        }
        if (section().getBoolean("openid", false) && !section().containsKey("issuer")) {
            refuse("openid", "needs an issuer, whose keys sign the ID tokens");
        }
    }

    private void checkFields() {
        Set<String> client = new HashSet<>();
        text(section(), "clientIdField").ifPresent(client::add);
        text(section(), "clientSecretField").ifPresent(client::add);
        int index = 0;
        for (JsonObject field : fields) {
            String at = path + ".credentials[" + index++ + "]";
            if (RESERVED.contains(field.getString("name"))) {
                problems.add(new PackProblem(at + ".name", "stands for something else in ${…}: choose another"));
            }
            if (client.contains(field.getString("name"))) {
                continue;
            }
            if (PackTemplates.isSecret(field)) {
                problems.add(new PackProblem(at + ".secret", "must be false: it tells where the provider is"));
            }
            if (!field.containsKey("pattern") && "text".equals(field.getString("format", "text"))) {
                problems.add(new PackProblem(at + ".pattern", "is missing: say what such a value may be, or a format"));
            }
        }
    }

    private void checkKept() {
        int index = 0;
        for (String name : kept("authorization")) {
            String at = "authorization.keep[" + index++ + "]";
            checkKeptName(at, name);
            if (NOT_TO_KEEP.contains(name)) {
                refuse(at, "is part of the protocol and cannot be kept");
            }
        }
        JsonObject reply = object(section(), "reply");
        Set<String> tokens = Set.of(
                reply.getString("accessToken", "/access_token"),
                reply.getString("refreshToken", "/refresh_token"),
                "/id_token");
        strings(reply, "keep").forEach((name, pointer) -> {
            checkKeptName("reply.keep." + name, name);
            if (tokens.contains(pointer)) {
                refuse("reply.keep." + name, "would keep a token in the clear");
            }
        });
    }

    private void checkKeptName(String at, String name) {
        if (field(name).isPresent()) {
            refuse(at, "is the name of a field already");
        } else if (RESERVED.contains(name)) {
            refuse(at, "stands for something else in ${…}: choose another");
        }
    }

    private void checkRequests(PackTemplates rules) {
        checkAddress(rules, section(), "authorizationUrl", Set.of());
        checkAddress(rules, section(), "issuer", Set.of());
        Set<String> fromCallback = Set.copyOf(kept("authorization"));
        checkAddress(rules, section(), "tokenUrl", fromCallback);
        checkAddress(rules, section(), "refreshUrl", everything());
        JsonObject authorization = object(section(), "authorization");
        JsonObject token = object(section(), "token");
        checkParameters(rules, authorization, "authorization.parameters", OURS_TO_AUTHORIZE, Set.of());
        checkParameters(rules, token, "token.parameters", OURS_TO_TOKENS, fromCallback);
        checkParameters(rules, token, "token.refreshParameters", OURS_TO_TOKENS, everything());
        rules.headers(at("token.headers"), strings(token, "headers"), fromCallback);
    }

    private void checkAddress(PackTemplates rules, JsonObject of, String member, Set<String> names) {
        text(of, member).ifPresent(address -> rules.address(at(member), address, names));
    }

    private void checkParameters(
            PackTemplates rules, JsonObject of, String member, Set<String> ours, Set<String> names) {
        Map<String, String> parameters = strings(of, member.substring(member.indexOf('.') + 1));
        rules.texts(at(member), parameters, names);
        parameters.keySet().stream()
                .filter(ours::contains)
                .forEach(name -> refuse(member + "." + name, "is sent by the product itself"));
    }

    private void checkReplies() {
        checkErrorInOk(at("reply.errorInOk"), object(section(), "reply"));
    }

    private void checkErrorInOk(String at, JsonObject of) {
        JsonValue success = object(of, "errorInOk").getOrDefault("success", JsonValue.TRUE);
        if (success instanceof JsonObject || success.getValueType() == JsonValue.ValueType.ARRAY) {
            problems.add(new PackProblem(at + ".success", "must be a text, a number, true or false"));
        }
    }

    private void checkAfterwards(PackTemplates rules) {
        JsonObject revoke = object(section(), "revoke");
        Set<String> forRevocation = new HashSet<>(everything());
        forRevocation.addAll(Set.of("client_id", OWN_TOKEN));
        text(revoke, "url").ifPresent(url -> rules.address(at("revoke.url"), url, forRevocation));
        rules.texts(at("revoke.parameters"), strings(revoke, "parameters"), forRevocation);
        if (section().containsKey("revoke") && !revoke.containsKey("url") && !revoke.containsKey("page")) {
            refuse("revoke", "needs a url or a page");
        }
        checkPage("revoke.page", text(revoke, "page"));
        checkPage("setup.url", text(object(section(), "setup"), "url"));
        JsonObject account = object(section(), "account");
        text(account, "url").ifPresent(url -> rules.address(at("account.url"), url, everything()));
        Set<String> withToken = new HashSet<>(everything());
        withToken.add(OWN_TOKEN);
        rules.headers(at("account.headers"), strings(account, "headers"), withToken);
        for (String member : List.of("method", "headers", "body")) {
            if (account.containsKey(member) && !account.containsKey("url")) {
                refuse("account." + member, "needs a url");
            }
        }
    }

    private void checkPage(String member, Optional<String> page) {
        page.filter(url -> !FieldFormat.URL.accepts(url))
                .ifPresent(url -> refuse(member, "must be " + FieldFormat.URL.words()));
    }

    private void checkVerification(PackTemplates rules) {
        JsonObject verify = object(method, "verify");
        String at = path + ".verify";
        Set<String> plain = hasOAuth() ? everything() : Set.of();
        Set<String> credential = new HashSet<>(plain);
        if (hasOAuth()) {
            credential.add(OWN_TOKEN);
        } else if (type == ConnectionType.API_KEY) {
            credential.add("apiKey");
        }
        rules.address(at + ".url", verify.getString("url"), plain);
        rules.headers(at + ".headers", strings(verify, "headers"), credential);
        rules.texts(at + ".basic", strings(verify, "basic"), credential);
        checkErrorInOk(at + ".errorInOk", verify);
    }

    private Optional<JsonObject> field(String name) {
        return fields.stream()
                .filter(field -> field.getString("name").equals(name))
                .findFirst();
    }

    private List<String> kept(String of) {
        return texts(object(section(), of).get("keep"));
    }

    /** What is kept once tokens came. */
    private Set<String> everything() {
        Set<String> names = new HashSet<>(kept("authorization"));
        names.addAll(strings(object(section(), "reply"), "keep").keySet());
        return names;
    }

    private String at(String member) {
        return path + ".oauth." + member;
    }

    private void refuse(String member, String reason) {
        problems.add(new PackProblem(at(member), reason));
    }

    /** The OAuth of the method, where it has any. */
    Optional<Pack.OAuth> oauth() {
        if (!hasOAuth()) {
            return Optional.empty();
        }
        JsonObject setup = object(section(), "setup");
        return Optional.of(new Pack.OAuth(
                new OAuthProvider(
                        provider.value(),
                        grant(),
                        endpoints(),
                        scopes(),
                        authorization(),
                        tokens(),
                        replies(),
                        refreshing(),
                        revocation(),
                        account(),
                        Set.copyOf(texts(section().get("unsure")))),
                text(setup, "url"),
                texts(setup.get("steps")),
                text(section(), "clientIdField"),
                text(section(), "clientSecretField")));
    }

    private Endpoints endpoints() {
        return new Endpoints(
                template(section(), "authorizationUrl"),
                template(section(), "tokenUrl"),
                template(section(), "refreshUrl"),
                template(section(), "issuer"),
                section().getBoolean("openid", false),
                section().getBoolean("issRequired", false));
    }

    private Scopes scopes() {
        JsonObject scopes = object(section(), "scopes");
        String separator = scopes.getString("separator", " ");
        List<Scope> available = new ArrayList<>();
        if (scopes.containsKey("available")) {
            for (JsonObject scope : scopes.getJsonArray("available").getValuesAs(JsonObject.class)) {
                available.add(new Scope(scope.getString("name"), text(scope, "description")));
            }
        }
        return new Scopes(
                texts(scopes.get("default")),
                available,
                separator,
                scopes.getString("replySeparator", separator),
                Optional.of(scopes.getString("parameter", "scope")).filter(name -> !name.isEmpty()));
    }

    private AuthorizationRequests authorization() {
        JsonObject authorization = object(section(), "authorization");
        return new AuthorizationRequests(
                templates(authorization, "parameters"),
                strings(authorization, "renamed"),
                Set.copyOf(texts(authorization.get("omitted"))),
                kept("authorization"));
    }

    private ClientAuthentication authentication() {
        return authentication(object(section(), "token"), "authentication")
                .orElse(ClientAuthentication.CLIENT_SECRET_BASIC);
    }

    private static Optional<ClientAuthentication> authentication(JsonObject of, String member) {
        return constant(of, member, ClientAuthentication::valueOf);
    }

    private static BodyFormat body(JsonObject of) {
        return constant(of, "body", BodyFormat::valueOf).orElse(BodyFormat.FORM);
    }

    private TokenRequests tokens() {
        JsonObject token = object(section(), "token");
        return new TokenRequests(
                authentication(),
                authentication(token, "refreshAuthentication").orElse(authentication()),
                body(token),
                templates(token, "parameters"),
                templates(token, "refreshParameters"),
                templates(token, "headers"),
                strings(token, "renamed"),
                token.getBoolean("scopeOnRefresh", false));
    }

    private TokenReplies replies() {
        JsonObject reply = object(section(), "reply");
        TokenReplies standard = TokenReplies.standard();
        return new TokenReplies(
                reply.getString("accessToken", standard.accessToken()),
                reply.getString("refreshToken", standard.refreshToken()),
                reply.getString("expiresIn", standard.expiresIn()),
                reply.getString("scope", standard.scope()),
                reply.getString("tokenType", standard.tokenType()),
                errorInOk(reply),
                number(reply, "defaultLifetimeSeconds").map(Duration::ofSeconds),
                new HashMap<>(strings(reply, "keep")));
    }

    private static Optional<ErrorInOk> errorInOk(JsonObject of) {
        if (!of.containsKey("errorInOk")) {
            return Optional.empty();
        }
        JsonObject error = of.getJsonObject("errorInOk");
        return Optional.of(new ErrorInOk(
                error.getString("pointer"), String.valueOf(error.get("success")), error.getString("code")));
    }

    private static Optional<Long> number(JsonObject of, String member) {
        return of.get(member) instanceof JsonNumber number ? Optional.of(number.longValue()) : Optional.empty();
    }

    private Refreshing refreshing() {
        JsonObject refresh = object(section(), "refresh");
        return new Refreshing(
                refresh.getBoolean("possible", true),
                constant(refresh, "rotation", Rotation::valueOf).orElse(Rotation.UNKNOWN),
                Duration.ofSeconds(number(refresh, "bufferSeconds").orElse(300L)),
                number(refresh, "keepAliveDays").map(Duration::ofDays));
    }

    private Optional<Revocation> revocation() {
        if (!section().containsKey("revoke")) {
            return Optional.empty();
        }
        JsonObject revoke = object(section(), "revoke");
        Optional<Template> url = template(revoke, "url");
        boolean bearer = revoke.getBoolean("bearer", false);
        boolean elsewhere =
                bearer || url.stream().anyMatch(template -> template.names().contains(OWN_TOKEN));
        return Optional.of(new Revocation(
                url,
                revoke.getString("method", "POST"),
                constant(revoke, "token", TokenKind::valueOf).orElse(TokenKind.REFRESH),
                authentication(revoke, "authentication").orElse(authentication()),
                bearer,
                body(revoke),
                text(revoke, "parameter").or(() -> elsewhere ? Optional.empty() : Optional.of("token")),
                templates(revoke, "parameters"),
                revoke.getBoolean("endsGrant", true),
                Set.copyOf(numbers(revoke, "success")),
                text(revoke, "page").map(URI::create)));
    }

    private Optional<AccountLookup> account() {
        if (!section().containsKey("account")) {
            return Optional.empty();
        }
        JsonObject account = object(section(), "account");
        return Optional.of(new AccountLookup(
                account.containsKey("url") ? Optional.of(request(account)) : Optional.empty(),
                account.getString("id"),
                account.getString("label")));
    }

    /** The declared one; where an OAuth section asks for the account, that request proves a token as well. */
    Optional<Pack.VerificationRequest> verification() {
        if (!method.containsKey("verify")) {
            return account().flatMap(lookup -> lookup.request()
                    .map(request -> new Pack.VerificationRequest(
                            request,
                            List.of(200),
                            Optional.of(new AccountLookup(Optional.empty(), lookup.id(), lookup.label())))));
        }
        JsonObject verify = object(method, "verify");
        List<Integer> expected = numbers(verify, "expect");
        return Optional.of(new Pack.VerificationRequest(
                request(verify),
                expected.isEmpty() ? List.of(200) : expected,
                errorInOk(verify),
                verify.containsKey("account")
                        ? Optional.of(new AccountLookup(
                                Optional.empty(),
                                object(verify, "account").getString("id"),
                                object(verify, "account").getString("label")))
                        : Optional.empty()));
    }

    private static ProviderRequest request(JsonObject of) {
        JsonObject basic = object(of, "basic");
        return new ProviderRequest(
                of.getString("method", "GET"),
                new Template(of.getString("url")),
                templates(of, "headers"),
                basic.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ProviderRequest.Basic(
                                new Template(basic.getString("user")), new Template(basic.getString("password")))),
                of.containsKey("body") ? Optional.of(object(of, "body").toString()) : Optional.empty());
    }

    /** Every address that may be called, for the check whether each is https. */
    static List<Template> addresses(Pack.Method method) {
        List<Template> addresses = new ArrayList<>();
        Consumer<Optional<Template>> add = address -> address.ifPresent(addresses::add);
        method.verification()
                .ifPresent(verification -> addresses.add(verification.request().url()));
        method.oauth().map(Pack.OAuth::provider).ifPresent(oauth -> {
            add.accept(oauth.endpoints().authorization());
            add.accept(oauth.endpoints().token());
            add.accept(oauth.endpoints().refresh());
            add.accept(oauth.endpoints().issuer());
            add.accept(oauth.revocation().flatMap(Revocation::url));
            add.accept(oauth.account().flatMap(AccountLookup::request).map(ProviderRequest::url));
        });
        return addresses;
    }
}
