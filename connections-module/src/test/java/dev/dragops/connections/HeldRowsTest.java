package dev.dragops.connections;

import static dev.dragops.connections.GrantsFixture.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.UserId;
import dev.dragops.connections.HeldRows.Wanted;
import dev.dragops.platform.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldRowsTest {
    @Test
    void answersManyTogetherAsEachByItself() throws SQLException {
        try (GrantsFixture fixture = new GrantsFixture();
                Connection connection = fixture.database.getConnection()) {
            ConnectionId first = fixture.connected(3000);
            ConnectionId second = fixture.connected(3000);
            UserId other = UserId.next();
            List<Wanted> all = List.of(
                    new Wanted(USER, first.value()),
                    new Wanted(USER, "Acme 2"),
                    new Wanted(USER, "ACME 1"),
                    new Wanted(USER, "Äcme 1"),
                    new Wanted(other, first.value()),
                    new Wanted(other, "Acme 1"),
                    new Wanted(USER, "none is called 💥 so"),
                    new Wanted(USER, ConnectionId.next().value()),
                    new Wanted(USER, first.value()));

            List<Optional<ConnectionId>> together = ids(HeldRows.find(connection, all));

            Optional<ConnectionId> none = Optional.empty();
            assertThat(together)
                    .containsExactly(
                            Optional.of(first),
                            Optional.of(second),
                            Optional.of(first),
                            none,
                            none,
                            none,
                            none,
                            none,
                            Optional.of(first));
            HeldRows alone = new HeldRows(Database.of(fixture.database));
            assertThat(together)
                    .isEqualTo(ids(all.stream()
                            .map(wanted -> alone.find(wanted.user(), wanted.reference()))
                            .toList()));
            assertThat(HeldRows.find(connection, all).get(1).orElseThrow().grant())
                    .isPresent();
        }
    }

    private static List<Optional<ConnectionId>> ids(List<Optional<Held>> found) {
        return found.stream()
                .map(one -> one.map(Held::connection).map(StoredConnection::id))
                .toList();
    }
}
