package dev.dragops.systemtests.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SystemTest
class ListingIT {
    private final Dragops dragops;
    private final Database database;
    private final Person ada;

    ListingIT(Dragops dragops, Installation installation) {
        this.dragops = dragops;
        this.database = installation.database();
        this.ada = dragops.register();
    }

    @BeforeAll
    void saveSome() {
        create("slack", "delta");
        create("slack", "Alpha");
        create("github", "charlie");
        create("openai", "Bravo 100%");
        create("openai", "echo_x");
        ada.revokeConnection(idOf("charlie")).expect(200);
    }

    private void create(String provider, String displayName) {
        ada.createApiKeyConnection("""
                {"provider":"%s","apiKey":"key of %s","displayName":"%s"}
                """.formatted(provider, displayName, displayName))
                .expect(201);
    }

    private String idOf(String displayName) {
        Answer list = ada.connections();
        return list.texts("/connections", "id")
                .get(list.texts("/connections", "displayName").indexOf(displayName));
    }

    private List<String> names(String query) {
        return ada.get("/api/connections" + query).expect(200).texts("/connections", "displayName");
    }

    @Test
    void listsEverythingInOrderOfCreation() {
        assertThat(names("")).containsExactly("delta", "Alpha", "charlie", "Bravo 100%", "echo_x");
        assertThat(ada.connections().body()).doesNotContain("nextCursor");
    }

    @Test
    void sorts() {
        assertThat(names("?sort=createdAt")).containsExactly("delta", "Alpha", "charlie", "Bravo 100%", "echo_x");
        assertThat(names("?sort=-createdAt")).containsExactly("echo_x", "Bravo 100%", "charlie", "Alpha", "delta");
        assertThat(names("?sort=displayName")).containsExactly("Alpha", "Bravo 100%", "charlie", "delta", "echo_x");
        assertThat(names("?sort=provider")).containsExactly("charlie", "Bravo 100%", "echo_x", "Alpha", "delta");
        assertThat(names("?sort=-provider")).containsExactly("delta", "Alpha", "echo_x", "Bravo 100%", "charlie");
        assertThat(names("?sort=-updatedAt")).containsExactly("charlie", "echo_x", "Bravo 100%", "Alpha", "delta");
        assertThat(names("?sort=-displayName")).containsExactly("echo_x", "delta", "charlie", "Bravo 100%", "Alpha");
    }

    @Test
    void filters() {
        assertThat(names("?provider=openai")).containsExactly("Bravo 100%", "echo_x");
        assertThat(names("?status=revoked")).containsExactly("charlie");
        assertThat(names("?status=active&provider=slack")).containsExactly("delta", "Alpha");
        assertThat(names("?type=api_key&status=revoked")).containsExactly("charlie");
        assertThat(names("?type=oauth")).isEmpty();
        assertThat(names("?q=AL")).containsExactly("Alpha");
        assertThat(names("?q=git")).containsExactly("charlie");
        assertThat(names("?q=" + URLEncoder.encode("gr\u00f6\u00dfe", StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(names("?provider=nobody")).isEmpty();
    }

    @Test
    void takesTextToSearchForAsItIs() {
        assertThat(names("?q=" + URLEncoder.encode("100%", StandardCharsets.UTF_8)))
                .containsExactly("Bravo 100%");
        assertThat(names("?q=" + URLEncoder.encode("_", StandardCharsets.UTF_8)))
                .containsExactly("echo_x");
        assertThat(names("?q=" + URLEncoder.encode("' OR '1'='1", StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void findsAServiceByTheNameThatPeopleKnowItBy() {
        ada.createApiKeyConnection("{\"provider\":\"twitter\",\"apiKey\":\"k\",\"displayName\":\"posts\"}");
        try {
            assertThat(names("?q=" + URLEncoder.encode("X (Twi", StandardCharsets.UTF_8)))
                    .containsExactly("posts");
        } finally {
            ada.deleteConnection(idOf("posts")).expect(204);
        }
    }

    @Test
    void countsOnlyWhereThatIsAskedFor() {
        Answer counted = ada.get("/api/connections?limit=2&count=true").expect(200);
        assertThat(counted.texts("/connections", "id")).hasSize(2);
        assertThat(counted.json().path("total").asInt()).isEqualTo(5);
        assertThat(ada.get("/api/connections?provider=openai&count=true")
                        .expect(200)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(2);
        assertThat(ada.get("/api/connections?limit=2").expect(200).body()).doesNotContain("total");
    }

    @Test
    void listsTenThousandByReadingWhatItShows() {
        Person many = dragops.register();
        fill(many);
        // which reads rows as well, and comes by itself
        await("the sealer of the audit trail has seen all")
                .until(() -> database.count("SELECT COUNT(*) FROM acc_usage_counted"
                                + " WHERE place = (SELECT MAX(chain_seq) FROM acc_audit)"
                                + " AND NOT EXISTS (SELECT 1 FROM acc_audit WHERE chain_seq IS NULL)")
                        == 1);
        try {
            for (String query : List.of(
                    "sort=createdAt",
                    "sort=-createdAt",
                    "sort=displayName",
                    "sort=-displayName",
                    "sort=provider",
                    "sort=-provider",
                    "sort=updatedAt",
                    "sort=-updatedAt",
                    "sort=-createdAt&provider=openai",
                    "sort=-createdAt&status=revoked",
                    "sort=-createdAt&type=oauth",
                    "sort=-createdAt&needsAttention=true",
                    "needsAttention=true&count=true")) {
                String cursor = "";
                for (int page = 0; page < 2 && (page == 0 || !cursor.isEmpty()); page++) {
                    long before = database.globalStatus("Rows_read");
                    Answer answer = many.get("/api/connections?limit=20&" + query + cursor)
                            .expect(200);
                    assertThat(database.globalStatus("Rows_read") - before)
                            .as("rows read for page %s of %s", page, query)
                            .isLessThan(1000);
                    assertThat(answer.texts("/connections", "id")).hasSizeBetween(1, 20);
                    cursor = answer.json().has("nextCursor")
                            ? "&cursor=" + URLEncoder.encode(answer.text("/nextCursor"), StandardCharsets.UTF_8)
                            : "";
                }
            }
            Answer attention =
                    many.get("/api/connections?needsAttention=true&count=true").expect(200);
            assertThat(attention.json().path("total").asInt()).isEqualTo(32);
            assertThat(attention.texts("/connections", "displayName"))
                    .hasSize(32)
                    .contains("Many 7");
            assertThat(attention.texts("/connections", "statusReason"))
                    .hasSize(32)
                    .contains("expiring", "verification_failed", "refresh_token_rejected");
            assertThat(many.get("/api/connections?count=true&limit=1&q=any+10")
                            .expect(200)
                            .json()
                            .path("total")
                            .asInt())
                    .as("10, 100 to 109, 1000 to 1099 and 10000")
                    .isEqualTo(112);
            walk(many);
        } finally {
            database.execute("DELETE FROM con_grant WHERE user_id = '" + many.id() + "'");
            database.execute("DELETE FROM con_connection WHERE user_id = '" + many.id() + "'");
        }
    }

    /** Looks at the list as a page. */
    private void walk(Person many) {
        Browser browser = many.browser();
        long before = database.globalStatus("Rows_read");
        Browser.Page first = browser.open("/connections").expect(200);
        assertThat(database.globalStatus("Rows_read") - before)
                .as("rows read for the page")
                .isLessThan(2000);
        assertThat(first.text()).contains("32 connections need attention", "More than 1,000 connections", "Many 10000");
        assertThat(first.html().select(".listing tbody tr")).hasSize(50);

        Browser.Page second = browser.follow(first, "Next page").expect(200);
        assertThat(second.text()).contains("Many 9950").doesNotContain("Many 9951");
        assertThat(browser.follow(second, "Back to the start").expect(200).text())
                .contains("Many 10000");

        Browser.Page attention = browser.follow(first, "Show all 32").expect(200);
        assertThat(attention.html().select(".listing tbody tr")).hasSize(32);
        assertThat(browser.open("/connections?q=nothing-of-that-name")
                        .expect(200)
                        .text())
                .contains("No connection matches", "Clear search and filters");
    }

    /** Ten thousand connections without credentials; 31 need a person, and a 32nd expires tomorrow. */
    private void fill(Person person) {
        database.execute("""
                INSERT INTO con_connection (id, user_id, position, provider, display_name, type, status, status_reason,
                  credential_version, created_at, updated_at, revision)
                SELECT CONCAT('conn_0z', LPAD(LOWER(HEX(seq)), 24, '0')), '%s', seq,
                  ELT(1 + seq %% 4, 'slack', 'github', 'openai', 'jira'), CONCAT('Many ', seq),
                  IF(seq %% 10 = 7, 'OAUTH', 'API_KEY'),
                  CASE WHEN seq %% 500 = 7 AND seq > 7 THEN 'REAUTH_REQUIRED' WHEN seq %% 100 = 3 THEN 'REVOKED'
                    ELSE 'ACTIVE' END,
                  CASE WHEN seq %% 500 = 7 AND seq > 7 THEN 'refresh_token_rejected'
                    WHEN seq %% 900 = 4 THEN 'verification_failed' END,
                  1, NOW(6) - INTERVAL (10000 - seq) MINUTE, NOW(6) - INTERVAL seq * 7 %% 10000 MINUTE, 0
                FROM seq_1_to_10000""".formatted(person.id()));
        database.execute("""
                INSERT INTO con_grant (connection_id, user_id, provider, client_id, instance_values, scopes_requested,
                  scopes, generation, connected_generation, attempt, unknown_outcomes, state, refreshable, expires_at,
                  lifetime_seconds, refreshed_at, failures, from_rejection, revision)
                SELECT id, user_id, provider, '', '{}', '[]', '[]', 1, 1, 0, 0, 'IDLE', FALSE,
                  UTC_TIMESTAMP(6) + INTERVAL IF(position = 7, 1, 30) DAY, 5184000, UTC_TIMESTAMP(6), 0, FALSE, 0
                FROM con_connection WHERE user_id = '%s' AND type = 'OAUTH'""".formatted(person.id()));
        database.execute("ANALYZE TABLE con_connection, con_grant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "createdAt",
                "-createdAt",
                "displayName",
                "-displayName",
                "provider",
                "-provider",
                "updatedAt",
                "-updatedAt"
            })
    void walksThePagesWithoutGapsOrRepeats(String sort) {
        List<String> walked = new ArrayList<>();
        String query = "?limit=2&sort=" + sort;
        String cursor = "";
        do {
            Answer page = ada.get("/api/connections" + query + cursor).expect(200);
            assertThat(page.texts("/connections", "id")).hasSizeBetween(1, 2);
            walked.addAll(page.texts("/connections", "displayName"));
            cursor = page.json().has("nextCursor")
                    ? "&cursor=" + URLEncoder.encode(page.text("/nextCursor"), StandardCharsets.UTF_8)
                    : "";
        } while (!cursor.isEmpty());

        assertThat(walked).isEqualTo(names("?sort=" + sort));
    }

    @Test
    void namesNoNextPageAfterTheLast() {
        assertThat(ada.get("/api/connections?limit=5").expect(200).json().has("nextCursor"))
                .isFalse();
        assertThat(ada.get("/api/connections?limit=4").expect(200).json().has("nextCursor"))
                .isTrue();
    }

    @Test
    void refusesQueriesThatMakeNoSense() {
        for (String query : List.of(
                "limit=0",
                "limit=-1",
                "limit=501",
                "limit=many",
                "sort=password",
                "status=broken",
                "type=password",
                "needsAttention=perhaps",
                "count=1",
                "cursor=nonsense")) {
            ada.get("/api/connections?" + query).expectRefusedField(query.replaceFirst("=.*", ""));
        }
    }

    @Test
    void showsNobodyElsesConnections() {
        assertThat(dragops.register().connectionNames()).isEmpty();
    }
}
