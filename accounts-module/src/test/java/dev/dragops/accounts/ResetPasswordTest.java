package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResetPasswordTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final ResetPassword command = new ResetPassword(stream, stream);
    private AccountsFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AccountsFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void setsThePasswordAndEndsTheUsersSessions() throws Exception {
        String adas = fixture.register("ada@example.com").token();
        String bobs = fixture.register("bob@example.com").token();
        assertThat(command.reset(" ADA@example.com", fixture.dataSource, () -> Optional.of("a fresh password")))
                .isZero();
        String hash = fixture.database
                .first(
                        "SELECT password_hash FROM acc_user WHERE email = 'ada@example.com'",
                        row -> row.getString("password_hash"))
                .orElseThrow();
        assertThat(new Passwords().matches("a fresh password", hash)).isTrue();
        assertThat(fixture.caller(adas)).isEmpty();
        assertThat(fixture.caller(bobs)).isPresent();
        assertThat(fixture.audited()).last().isEqualTo("password.reset SUCCEEDED");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("1 session(s) ended")
                .doesNotContain("fresh");
    }

    @Test
    void changesNothingWhereSomethingIsWrong() throws Exception {
        String bearer = fixture.register("ada@example.com").token();
        for (Optional<String> wrong :
                List.of(Optional.<String>empty(), Optional.of("short"), Optional.of("ada@example.com"))) {
            assertThat(command.reset("ada@example.com", fixture.dataSource, () -> wrong))
                    .isEqualTo(1);
        }
        assertThat(command.reset("nobody@example.com", fixture.dataSource, () -> Optional.of("a fresh password")))
                .isEqualTo(1);
        assertThat(fixture.caller(bearer)).isPresent();
        assertThat(fixture.audited()).containsExactly("account.registered SUCCEEDED");
    }
}
