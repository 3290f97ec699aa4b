package dev.dragops.systemtests.browser;

import dev.dragops.systemtests.browser.EveryPageIT.Who;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A person with something of everything, and another one with nothing yet. */
final class Scene {
    private final Dragops dragops;
    private final Providers providers;
    private final Person ada;
    private final UnaryOperator<String> naming;
    private final Person newcomer;
    private final Map<String, String> ids = new LinkedHashMap<>();

    Scene(Dragops dragops, Providers providers) {
        this(dragops, providers, dragops.register(), UnaryOperator.identity());
    }

    /**
     * @param naming what each thing that has a name is called
     */
    Scene(Dragops dragops, Providers providers, Person ada, UnaryOperator<String> naming) {
        this.dragops = dragops;
        this.providers = providers;
        this.ada = ada;
        this.naming = naming;
        this.newcomer = dragops.register();
        ids.put("workspace", ada.activeWorkspace());
        ids.put("development", ada.environment("development"));
        ids.put("slack", ada.createSlack("xoxb-engineering", naming.apply("Slack - Engineering")));
        ids.put("long", ada.createSlack("xoxb-long", naming.apply("AVeryLongNameWithoutAnySpaceInIt".repeat(3))));
        ids.put(
                "jira",
                ada.createCredentialsConnection("""
                        {"provider":"jira","displayName":%s,"credentials":{
                          "user-email":"ada@example.com","api-token":"t","base-url":"https://mycompany.atlassian.net"}}
                        """.formatted(Json.quote(naming.apply("Jira - Support"))))
                        .expect(201)
                        .id());
        ids.put("revoked", ada.createSlack("xoxb-old", naming.apply("Slack - Last year")));
        ada.revokeConnection(ids.get("revoked")).expect(200);
        connectByOAuth();
        ada.putSecret(ids.get("development"), "WRITTEN_BY_HAND", "any").expect(201);
        String another = ada.createWorkspace(naming.apply("Another workspace"));
        ids.put("another", another);
        ada.createEnvironment(another, naming.apply("acceptance"));
        ids.put(
                "authorization",
                ada.beginAuthorization(Providers.ROTATING, "{}").expect(201).id());
        use();
    }

    private void connectByOAuth() {
        Realm realm = providers.realm(Providers.STABLE).honest();
        ids.put("oauth", ada.connects(Providers.STABLE, named("By OAuth")));
        String ended = ada.connects(Providers.STABLE, named("By OAuth, ended there"));
        realm.endGrants(ada.accountOf(ended));
        ada.refreshConnection(ended);
        ids.put("ended", ended);
        realm.denies("access_denied");
        Answer denied = ada.beginAuthorization(Providers.STABLE, "{}").expect(201);
        ada.browser().open(denied.text("/authorizationUrl"));
        realm.honest();
        ids.put("denied", denied.id());
        Answer refused = ada.createApiKeyConnection(
                        """
                        {"provider":"%s","apiKey":"bad","displayName":%s}
                        """.formatted(Providers.VERIFIED, Json.quote(naming.apply("Refused"))))
                .expect(201);
        ada.verifyConnection(refused.id());
        ids.put("refused", refused.id());
    }

    private String named(String name) {
        return "{\"displayName\":" + Json.quote(naming.apply(name)) + "}";
    }

    private void use() {
        Program engine = ada.engine();
        ids.put(
                "token",
                ada.post("/api/tokens", """
                        {"name":%s,"scopes":["connections:read","secrets:read"]}
                        """.formatted(Json.quote(naming.apply("A program that reads"))))
                        .expect(201)
                        .id());
        engine.openConnection(ids.get("slack")).expect(200);
        engine.openCredential("""
                {"connection":%s,"executionId":"run_2","patternId":"pat_escalation","nodeId":"post-message"}
                """.formatted(Json.quote(ids.get("slack")))).expect(200);
    }

    Optional<Person> person(Who who) {
        return switch (who) {
            case ANYBODY -> Optional.empty();
            case NEWCOMER -> Optional.of(newcomer);
            case ADA -> Optional.of(ada);
            case ADMINISTRATOR -> Optional.of(dragops.administrator());
        };
    }

    Person ada() {
        return ada;
    }

    /** An address with what stands in braces replaced by the id of that name. */
    String at(String path) {
        String address = path;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            address = address.replace("{" + id.getKey() + "}", id.getValue());
        }
        return address;
    }
}
