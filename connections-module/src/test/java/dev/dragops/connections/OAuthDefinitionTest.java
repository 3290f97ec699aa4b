package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.connections.Packs.Rejected;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.OAuthProvider.TokenKind;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.oauth.Template;
import dev.dragops.platform.FieldError;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OAuthDefinitionTest {
    private static final String ACME = """
            {
              "packVersion": 1,
              "metadata": {"slug": "acme", "name": "Acme", "version": "1.0.0"},
              "connection": {
                "provider": "acme",
                "methods": [
                  {"authType": "oauth",
                   "credentials": [
                     {"name": "site", "label": "Site", "secret": false, "format": "url",
                      "default": "https://acme.example"},
                     {"name": "region", "label": "Region", "secret": false, "required": false, "pattern": "eu|us"}],
                   "oauth": {
                     "grant": "authorization_code",
                     "authorizationUrl": "${site}/authorize", "tokenUrl": "${site}/token",
                     "refreshUrl": "https://${shard}.acme.example/refresh",
                     "issuer": "${site}", "openid": true, "issRequired": true,
                     "scopes": {"default": ["read"], "available": [{"name": "read", "description": "Read"}],
                                "separator": ",", "replySeparator": " ", "parameter": "scopes"},
                     "authorization": {"parameters": {"prompt": "consent"}, "renamed": {"client_id": "client_key"},
                                       "omitted": ["response_type"], "keep": ["realm"]},
                     "token": {"authentication": "client_secret_post", "refreshAuthentication": "none", "body": "json",
                               "parameters": {"realm": "${realm}"}, "refreshParameters": {"shard": "${shard}"},
                               "headers": {"Accept": "application/json"}, "renamed": {"client_id": "client_key"},
                               "scopeOnRefresh": true},
                     "reply": {"accessToken": "/data/token", "refreshToken": "/data/refresh", "expiresIn": "/data/ttl",
                               "scope": "/data/scope", "tokenType": "/data/type",
                               "errorInOk": {"pointer": "/ok", "success": true, "code": "/error"},
                               "defaultLifetimeSeconds": 7200, "keep": {"shard": "/data/shard"}},
                     "refresh": {"possible": true, "rotation": "stable", "bufferSeconds": 60, "keepAliveDays": 30},
                     "revoke": {"url": "${site}/apps/${client_id}/grant", "method": "DELETE", "token": "access",
                                "authentication": "client_secret_basic", "body": "json", "parameter": "access_token",
                                "parameters": {"shard": "${shard}"}, "endsGrant": false, "success": [404],
                                "page": "https://acme.example/apps"},
                     "account": {"url": "${site}/me", "headers": {"Authorization": "Bearer ${token}"},
                                 "id": "/id", "label": "/login"},
                     "setup": {"url": "https://acme.example/developers", "steps": ["Register an app."]},
                     "unsure": ["refresh.rotation"]}},
                  {"authType": "api_key",
                   "credentials": [{"name": "api-key", "label": "API key"}],
                   "verify": {"method": "POST", "url": "https://acme.example/whoami",
                              "headers": {"X-Key": "${apiKey}"}, "body": {"q": 1}, "expect": [200, 204],
                              "errorInOk": {"pointer": "/ok", "success": "yes", "code": "/error"},
                              "account": {"id": "/id", "label": "/name"}}},
                  {"authType": "credentials",
                   "credentials": [
                     {"name": "host", "label": "Host", "secret": false, "format": "hostname"},
                     {"name": "id", "label": "Client id", "secret": false},
                     {"name": "key", "label": "Client secret"}],
                   "oauth": {"grant": "client_credentials", "tokenUrl": "https://${host}/token",
                             "clientIdField": "id", "clientSecretField": "key"},
                   "verify": {"url": "https://${host}/me", "headers": {"Authorization": "Bearer ${token}"}}}
                ]
              }
            }
            """;

    private static final String AT = "connection.methods[0].oauth.";

    @TempDir
    Path folder;

    private Pack acme() throws Exception {
        PackCatalogue catalogue = read(ACME);
        assertThat(catalogue.rejected()).isEmpty();
        return catalogue.packs().stream()
                .filter(pack -> pack.provider().value().equals("acme"))
                .findFirst()
                .orElseThrow();
    }

    private PackCatalogue read(String json) throws Exception {
        Files.writeString(folder.resolve("acme.dragops-pack.json"), json);
        return PackCatalogue.read(Optional.of(folder));
    }

    @Test
    void readsEveryMemberOfAnOAuthSection() throws Exception {
        Pack.OAuth oauth =
                acme().method(ConnectionType.OAUTH).flatMap(Pack.Method::oauth).orElseThrow();

        assertThat(oauth)
                .isEqualTo(new Pack.OAuth(
                        new OAuthProvider(
                                "acme",
                                OAuthProvider.Grant.AUTHORIZATION_CODE,
                                new OAuthProvider.Endpoints(
                                        template("${site}/authorize"),
                                        template("${site}/token"),
                                        template("https://${shard}.acme.example/refresh"),
                                        template("${site}"),
                                        true,
                                        true),
                                new OAuthProvider.Scopes(
                                        List.of("read"),
                                        List.of(new OAuthProvider.Scope("read", Optional.of("Read"))),
                                        ",",
                                        " ",
                                        Optional.of("scopes")),
                                new OAuthProvider.AuthorizationRequests(
                                        Map.of("prompt", new Template("consent")),
                                        Map.of("client_id", "client_key"),
                                        Set.of("response_type"),
                                        List.of("realm")),
                                new OAuthProvider.TokenRequests(
                                        ClientAuthentication.CLIENT_SECRET_POST,
                                        ClientAuthentication.NONE,
                                        OAuthProvider.BodyFormat.JSON,
                                        Map.of("realm", new Template("${realm}")),
                                        Map.of("shard", new Template("${shard}")),
                                        Map.of("Accept", new Template("application/json")),
                                        Map.of("client_id", "client_key"),
                                        true),
                                new OAuthProvider.TokenReplies(
                                        "/data/token",
                                        "/data/refresh",
                                        "/data/ttl",
                                        "/data/scope",
                                        "/data/type",
                                        Optional.of(new OAuthProvider.ErrorInOk("/ok", "true", "/error")),
                                        Optional.of(Duration.ofHours(2)),
                                        Map.of("shard", "/data/shard")),
                                new OAuthProvider.Refreshing(
                                        true,
                                        OAuthProvider.Rotation.STABLE,
                                        Duration.ofMinutes(1),
                                        Optional.of(Duration.ofDays(30))),
                                Optional.of(new OAuthProvider.Revocation(
                                        template("${site}/apps/${client_id}/grant"),
                                        "DELETE",
                                        TokenKind.ACCESS,
                                        ClientAuthentication.CLIENT_SECRET_BASIC,
                                        false,
                                        OAuthProvider.BodyFormat.JSON,
                                        Optional.of("access_token"),
                                        Map.of("shard", new Template("${shard}")),
                                        false,
                                        Set.of(404),
                                        Optional.of(URI.create("https://acme.example/apps")))),
                                Optional.of(new OAuthProvider.AccountLookup(
                                        Optional.of(bearer("${site}/me")), "/id", "/login")),
                                Set.of("refresh.rotation")),
                        Optional.of("https://acme.example/developers"),
                        List.of("Register an app."),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void readsARequestThatProvesAKey() throws Exception {
        assertThat(acme().method(ConnectionType.API_KEY).flatMap(Pack.Method::verification))
                .contains(new Pack.VerificationRequest(
                        new ProviderRequest(
                                "POST",
                                new Template("https://acme.example/whoami"),
                                Map.of("X-Key", new Template("${apiKey}")),
                                Optional.empty(),
                                Optional.of("{\"q\":1}")),
                        List.of(200, 204),
                        Optional.of(new OAuthProvider.ErrorInOk("/ok", "\"yes\"", "/error")),
                        Optional.of(new OAuthProvider.AccountLookup(Optional.empty(), "/id", "/name"))));
    }

    @Test
    void provesATokenByTheLookupOfItsAccount() throws Exception {
        assertThat(acme().method(ConnectionType.OAUTH).flatMap(Pack.Method::verification))
                .contains(new Pack.VerificationRequest(
                        bearer("${site}/me"),
                        List.of(200),
                        Optional.of(new OAuthProvider.AccountLookup(Optional.empty(), "/id", "/login"))));
    }

    @Test
    void readsTheClientCredentialsGrantOfFields() throws Exception {
        Pack.Method method = acme().method(ConnectionType.CREDENTIALS).orElseThrow();
        Pack.OAuth oauth = method.oauth().orElseThrow();

        assertThat(oauth.provider().grant()).isEqualTo(OAuthProvider.Grant.CLIENT_CREDENTIALS);
        assertThat(oauth.clientIdField()).contains("id");
        assertThat(oauth.clientSecretField()).contains("key");
        assertThat(method.verification()).map(Pack.VerificationRequest::request).contains(bearer("https://${host}/me"));
    }

    @Test
    void seedsNoSecretsFromTheFieldsOfAnOAuthMethod() throws Exception {
        assertThat(acme().method(ConnectionType.OAUTH).orElseThrow().fields())
                .flatExtracting(Pack.Field::seedAs)
                .isEmpty();
    }

    @Test
    void fillsInDefaultsAndChecksInstanceFields() throws Exception {
        Pack.Method method = acme().method(ConnectionType.OAUTH).orElseThrow();

        assertThat(method.withDefaults(Map.of("site", ""))).containsExactly(Map.entry("site", "https://acme.example"));
        assertThat(method.withDefaults(Map.of("site", "https://b.example"))).containsEntry("site", "https://b.example");
        assertThat(PackValidation.checkInstance(method, Map.of())).isEmpty();
        assertThat(PackValidation.checkInstance(method, Map.of("site", "canary", "region", "canary", "other", "x")))
                .containsExactlyInAnyOrder(
                        new FieldError(
                                "fields.site",
                                "INVALID",
                                "Site must be an http or https address, such as https://example.com"),
                        new FieldError("fields.region", "INVALID", "Region must match eu|us"),
                        new FieldError(
                                "fields.other", "UNKNOWN_FIELD", "There is no such field; known are site, region"));
    }

    /** Each is the pack above with one change. */
    static Stream<Arguments> broken() {
        return Stream.of(
                change("\"unsure\"", "\"unsrue\": [], \"unsure\"", AT + "unsrue", "is not a member that packs have"),
                change(
                        "\"bufferSeconds\": 60",
                        "\"bufferSeconds\": 86401",
                        AT + "refresh.bufferSeconds",
                        "must be at most 86400"),
                change(
                        "\"bufferSeconds\": 60",
                        "\"bufferSeconds\": \"60\"",
                        AT + "refresh.bufferSeconds",
                        "must be a whole number"),
                change(
                        "\"client_secret_post\"",
                        "\"post\"",
                        AT + "token.authentication",
                        "must be one of client_secret_basic, client_secret_post, private_key_jwt, none"),
                change(
                        "/data/token",
                        "data/token",
                        AT + "reply.accessToken",
                        "must be a JSON pointer (RFC 6901), such as /access_token"),
                change(
                        "${site}/authorize",
                        "ftp://acme.example",
                        AT + "authorizationUrl",
                        "must be an https address, or one that starts with ${…}"),
                change(
                        "${site}/authorize",
                        "https://user@acme.example/",
                        AT + "authorizationUrl",
                        "must be an address with a host, and without user information and fragment"),
                change("${site}/authorize", "${region}/a", AT + "authorizationUrl", lacks("region")),
                change("${site}/authorize", "${realm}/a", AT + "authorizationUrl", unknown("realm")),
                change(
                        "${site}/authorize",
                        "https://a.example/${}",
                        AT + "authorizationUrl",
                        "has a ${ that no name" + " and no } follow"),
                change("${site}/token", "${shard}/token", AT + "tokenUrl", unknown("shard")),
                change("consent", "${token}", AT + "authorization.parameters.prompt", unknown("token")),
                change(
                        "\"prompt\"",
                        "\"state\"",
                        AT + "authorization.parameters.state",
                        "is sent by the product itself"),
                change(
                        "\"realm\": \"${realm}\"",
                        "\"client_secret\": \"s\"",
                        AT + "token.parameters.client_secret",
                        "is sent by the product itself"),
                change(
                        "[\"response_type\"]",
                        "[\"state\"]",
                        AT + "authorization.omitted[0]",
                        "must be one of" + " redirect_uri, response_type"),
                change("[\"realm\"]", "[\"site\"]", AT + "authorization.keep[0]", "is the name of a field already"),
                change(
                        "[\"realm\"]",
                        "[\"code\"]",
                        AT + "authorization.keep[0]",
                        "is part of the protocol and cannot" + " be kept"),
                change("/data/shard", "/data/refresh", AT + "reply.keep.shard", "would keep a token in the clear"),
                change(
                        "\"shard\": \"/data/shard\"",
                        "\"token\": \"/data/shard\"",
                        AT + "reply.keep.token",
                        "stands for something else in ${…}: choose another"),
                change(
                        "\"success\": true",
                        "\"success\": [1]",
                        AT + "reply.errorInOk.success",
                        "must be a text, a number, true or false"),
                change("\"Accept\"", "\"Host\"", AT + "token.headers.Host", "is a header that packs cannot set"),
                change(
                        "\"grant\": \"authorization_code\"",
                        "\"grant\": \"client_credentials\"",
                        AT + "grant",
                        "must be" + " authorization_code for this authType"),
                change("\"issuer\": \"${site}\",", "", AT + "openid", "needs an issuer, whose keys sign the ID tokens"),
                change(
                        "\"secret\": false, \"format\": \"url\"",
                        "\"format\": \"url\"",
                        "connection.methods[0].credentials[0].secret",
                        "must be false: it tells where the provider is"),
                change(
                        ", \"pattern\": \"eu|us\"",
                        "",
                        "connection.methods[0].credentials[1].pattern",
                        "is missing: say what such a value may be, or a format"),
                change(
                        "\"format\": \"url\"",
                        "\"format\": \"hostname\"",
                        AT + "tokenUrl",
                        "starts with ${site}, whose format must be url"),
                change(
                        "\"https://acme.example\"}",
                        "\"acme\"}",
                        "connection.methods[0].credentials[0].default",
                        "is no value that the field accepts"),
                change(
                        "\"pattern\": \"eu|us\"",
                        "\"pattern\": \"eu|us\", \"seedAs\": \"ACME\"",
                        "connection.methods[0].credentials[1].seedAs",
                        "has no place here: an OAuth connection seeds no secrets"),
                change(
                        "\"label\": \"API key\"",
                        "\"label\": \"API key\", \"default\": \"k\"",
                        "connection.methods[1].credentials[0].default",
                        "belongs to a method of authType oauth"),
                change(
                        "\"verify\": {\"method\"",
                        "\"oauth\": {\"tokenUrl\": \"https://a.example\"}, \"verify\": {\"method\"",
                        "connection.methods[1].oauth",
                        "does not go with authType api_key"),
                change(
                        "https://acme.example/whoami",
                        "https://acme.example/${apiKey}",
                        "connection.methods[1].verify.url",
                        unknown("apiKey")),
                change(
                        "https://${host}/me",
                        "https://${host}/${key}",
                        "connection.methods[2].verify.url",
                        "puts the secret field key into an address, where it would be logged"),
                change(
                        "\"clientSecretField\": \"key\"",
                        "\"clientSecretField\": \"secret\"",
                        "connection.methods[2].oauth.clientSecretField",
                        "names no field of the method"),
                change(
                        ", \"clientSecretField\": \"key\"",
                        "",
                        "connection.methods[2].oauth.clientSecretField",
                        "is missing"),
                change(
                        "\"tokenUrl\": \"https://${host}/token\",",
                        "",
                        "connection.methods[2].oauth.tokenUrl",
                        "is missing"));
    }

    private static String unknown(String name) {
        return "names ${" + name + "}, which is not known there";
    }

    private static String lacks(String name) {
        return "names ${" + name + "}, which a connection may lack: require it, or give it a default";
    }

    private static Arguments change(String from, String to, String field, String reason) {
        if (!ACME.contains(from)) {
            throw new IllegalArgumentException(from);
        }
        return Arguments.of(ACME.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)), field, reason);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void leavesABrokenPackOutAndNamesTheField(String json, String field, String reason) throws Exception {
        assertThat(read(json).rejected()).contains(new Rejected("acme.dragops-pack.json", field, reason));
    }

    @Test
    void needsBothAddressesOrAnIssuer() throws Exception {
        String shorthand = """
                {"packVersion": 1, "metadata": {"slug": "acme", "name": "Acme", "version": "1.0.0"},
                 "connection": {"provider": "acme", "authType": "oauth", "oauth": {%s}}}
                """;

        assertThat(read(shorthand.formatted("")).rejected())
                .extracting(Rejected::field)
                .containsExactly("connection.oauth.authorizationUrl", "connection.oauth.tokenUrl");
        assertThat(read(shorthand.formatted("\"issuer\": \"https://acme.example\""))
                        .rejected())
                .isEmpty();
    }

    private static Optional<Template> template(String text) {
        return Optional.of(new Template(text));
    }

    private static ProviderRequest bearer(String url) {
        return new ProviderRequest(
                "GET",
                new Template(url),
                Map.of("Authorization", new Template("Bearer ${token}")),
                Optional.empty(),
                Optional.empty());
    }
}
