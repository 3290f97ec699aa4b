package dev.dragops.systemtests.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
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
    private final Person ada;

    ListingIT(Dragops dragops) {
        this.dragops = dragops;
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
        assertThat(names("?sort=-displayName")).containsExactly("echo_x", "delta", "charlie", "Bravo 100%", "Alpha");
    }

    @Test
    void filters() {
        assertThat(names("?provider=openai")).containsExactly("Bravo 100%", "echo_x");
        assertThat(names("?status=revoked")).containsExactly("charlie");
        assertThat(names("?status=active&provider=slack")).containsExactly("delta", "Alpha");
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

    @ParameterizedTest
    @ValueSource(strings = {"createdAt", "-createdAt", "displayName", "-displayName"})
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
                "cursor=nonsense")) {
            ada.get("/api/connections?" + query).expectRefusedField(query.replaceFirst("=.*", ""));
        }
    }

    @Test
    void showsNobodyElsesConnections() {
        assertThat(dragops.register().connectionNames()).isEmpty();
    }
}
