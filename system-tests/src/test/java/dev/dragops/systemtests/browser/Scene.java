package dev.dragops.systemtests.browser;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import java.util.LinkedHashMap;
import java.util.Map;

/** A person with something of everything, and another one with nothing yet. */
final class Scene {
    private final Dragops dragops;
    private final Providers providers;
    private final Person ada;
    private final Person newcomer;
    private final Map<String, String> ids = new LinkedHashMap<>();

    Scene(Dragops dragops, Providers providers) {
        this.dragops = dragops;
        this.providers = providers;
        this.ada = dragops.register();
        this.newcomer = dragops.register();
        ids.put("workspace", ada.activeWorkspace());
        ids.put("development", ada.environment("development"));
        ids.put("slack", ada.createSlack("xoxb-engineering", "Slack - Engineering"));
        ids.put("long", ada.createSlack("xoxb-long", "AVeryLongNameWithoutAnySpaceInIt".repeat(3)));
        ids.put("jira", ada.createCredentialsConnection("""
                        {"provider":"jira","displayName":"Jira - Support","credentials":{
                          "user-email":"ada@example.com","api-token":"t","base-url":"https://mycompany.atlassian.net"}}
                        """).expect(201).id());
        ids.put("revoked", ada.createSlack("xoxb-old", "Slack - Last year"));
        ada.revokeConnection(ids.get("revoked")).expect(200);
        connectByOAuth();
        ada.putSecret(ids.get("development"), "WRITTEN_BY_HAND", "any").expect(201);
        ada.createWorkspace("Another workspace");
        ids.put(
                "authorization",
                ada.beginAuthorization(Providers.ROTATING, "{}").expect(201).id());
        use();
    }

    private void connectByOAuth() {
        Realm realm = providers.realm(Providers.STABLE).honest();
        ids.put("oauth", ada.connects(Providers.STABLE, "{\"displayName\":\"By OAuth\"}"));
        String ended = ada.connects(Providers.STABLE, "{\"displayName\":\"By OAuth, ended there\"}");
        realm.endGrants(ada.accountOf(ended));
        ada.refreshConnection(ended);
        ids.put("ended", ended);
        realm.denies("access_denied");
        Answer denied = ada.beginAuthorization(Providers.STABLE, "{}").expect(201);
        ada.browser().open(denied.text("/authorizationUrl"));
        realm.honest();
        ids.put("denied", denied.id());
        Answer refused = ada.createApiKeyConnection(
                        "{\"provider\":\"" + Providers.VERIFIED + "\",\"apiKey\":\"bad\",\"displayName\":\"Refused\"}")
                .expect(201);
        ada.verifyConnection(refused.id());
        ids.put("refused", refused.id());
    }

    private void use() {
        Program engine = ada.engine();
        engine.openConnection("Slack - Engineering").expect(200);
        engine.openCredential("""
                {"connection":%s,"executionId":"run_2","patternId":"pat_escalation","nodeId":"post-message"}
                """.formatted(Json.quote(ids.get("slack")))).expect(200);
    }

    Person ada() {
        return ada;
    }

    Person newcomer() {
        return newcomer;
    }

    Person administrator() {
        return dragops.administrator();
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
