package dev.dragops.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dragops.connections.ConnectionQuery.Sort;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final ConnectionStore.Row LAST = new ConnectionStore.Row(
            "conn_01jd3v5w0c8m2xq6d9k4t7h1zr",
            42L,
            "slack",
            "Slack: Engineering 🔑",
            ConnectionType.API_KEY,
            ConnectionStatus.ACTIVE,
            null,
            Instant.EPOCH,
            Instant.parse("2026-11-22T09:00:00.123456Z"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            "2026-11-22 09:00:00.000000");

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrote(Sort sort) {
        Cursor cursor = Cursor.of(sort, LAST);

        assertThat(Cursor.parse(sort, cursor.text())).isEqualTo(cursor);
    }

    @Test
    void refusesTheCursorOfAListThatWasSortedOtherwise() {
        String cursor = Cursor.of(Sort.CREATED, LAST).text();

        assertThatExceptionOfType(ConnectionsException.Invalid.class)
                .isThrownBy(() -> Cursor.parse(Sort.NEWEST, cursor));
    }

    @Test
    void asksForAPartOfAnIndexWhereTwoColumnsSort() {
        assertThat(Cursor.of(Sort.LATEST_CHANGE, LAST).condition())
                .isEqualTo("c.updatedAt <= :after0 and (c.updatedAt < :after0 or c.position < :after1)");
        assertThat(Cursor.order(Sort.PROVIDER_DESCENDING)).isEqualTo("c.provider desc, c.displayName desc");
    }

    @ParameterizedTest
    @CsvSource({
        "PROVIDER, provider:",
        "PROVIDER, provider:Größe|x",
        "CHANGED, updatedAt:1",
        "CHANGED, updatedAt:1|x",
        "CHANGED, updatedAt:-1|1",
        "CHANGED, updatedAt:12345678901234567|1",
        "CHANGED, updatedAt:2026-11-22T09:00:00Z|1"
    })
    void refusesWhatIsNoCursorOfTwoColumns(Sort sort, String text) {
        String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThatExceptionOfType(ConnectionsException.Invalid.class).isThrownBy(() -> Cursor.parse(sort, cursor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "createdAt:", "createdAt:-", "createdAt:99999999999999999999"})
    void refusesWhatIsNoCursor(String text) {
        String encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        for (String cursor : new String[] {text, encoded}) {
            assertThatExceptionOfType(ConnectionsException.Invalid.class)
                    .isThrownBy(() -> Cursor.parse(Sort.CREATED, cursor))
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("9999"));
        }
    }
}
