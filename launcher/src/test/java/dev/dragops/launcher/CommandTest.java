package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @Test
    void startsTheProductOnWildFlyWhereNothingIsSaid() throws Command.Misused {
        assertThat(Command.parse(List.of())).isEqualTo(new RunProduct(ServerKind.WILDFLY));
        assertThat(Command.parse(List.of("--server", "wildfly"))).isEqualTo(new RunProduct(ServerKind.WILDFLY));
        assertThat(Command.parse(List.of("--server", "payara"))).isEqualTo(new RunProduct(ServerKind.PAYARA));
    }

    @Test
    void startsTheDatabaseAlone() throws Command.Misused {
        assertThat(Command.parse(List.of("--db-only"))).isEqualTo(new RunDatabase());
    }

    @Test
    void resetsThePasswordOfAnEmail() throws Command.Misused {
        assertThat(Command.parse(List.of("reset-password", "ada@example.com")))
                .isEqualTo(new OperatorCommand("dev.dragops.accounts.ResetPassword", List.of("ada@example.com")));
    }

    @Test
    void handsTheWordsForKeysOn() throws Command.Misused {
        assertThat(Command.parse(List.of("keys", "destroy", "1")))
                .isEqualTo(new OperatorCommand("dev.dragops.accounts.KeysCommand", List.of("destroy", "1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--server",
                "--server tomcat",
                "--server wildfly now",
                "--db-only please",
                "reset-password",
                "reset-password ada",
                "reset-password ada@example.com secret",
                "keys",
                "start"
            })
    void explainsItselfWhereItIsMisused(String line) {
        assertThatThrownBy(() -> Command.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(Command.Misused.class)
                .hasMessageContaining("Usage: bin/run");
    }
}
