package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"a@b", "a.b+c@example.com", "o'neil@sub.example.co.uk", "x@1.2.3.4"})
    void acceptsAddresses(String email) {
        InputCheck check = new InputCheck();
        assertThat(check.email("email", " " + email + "\n")).isEqualTo(email);
        assertThatCode(check::refuseFaults).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "@b",
                "a@",
                "a@b@c",
                "a b@c.de",
                "a@-b.de",
                "a@b..de",
                "a@b.de.",
                "\u00e4@b.de",
                "a@\u00fc.de",
                "<a@b.de>",
                "a@b.de\u0000",
                "a\r\nb@c.de"
            })
    void refusesOtherTexts(String email) {
        InputCheck check = new InputCheck();
        check.email("email", email);
        assertThatThrownBy(check::refuseFaults).isInstanceOf(AccountsException.Invalid.class);
    }

    @Test
    void refusesAddressesThatNoMailServerTakes() {
        for (String email : new String[] {"x".repeat(65) + "@b.de", "x@" + "b.".repeat(126) + "de"}) {
            InputCheck check = new InputCheck();
            check.email("email", email);
            assertThatThrownBy(check::refuseFaults).isInstanceOf(AccountsException.Invalid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678", "p\u00e4ssw\u00f6rt", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00aaaa"})
    void acceptsPasswordsOfEightCharacters(String password) {
        assertThatCode(() -> checkPassword(password)).doesNotThrowAnyException();
        assertThatCode(() -> checkPassword("\uD83D\uDE00".repeat(256))).doesNotThrowAnyException();
    }

    @Test
    void refusesPasswordsThatAreNone() {
        for (String password :
                new String[] {"", "        ", "1234567", "\uD83D\uDE00".repeat(7), "x".repeat(257), "A@example.com"}) {
            assertThatThrownBy(() -> checkPassword(password)).isInstanceOf(AccountsException.Invalid.class);
        }
    }

    @Test
    void fitsAnyFirstNameIntoTheNameOfAWorkspace() {
        assertThat(Registrations.firstWorkspaceName("Ada")).isEqualTo("Ada's workspace");
        String longest = Registrations.firstWorkspaceName("\uD83D\uDE00".repeat(100));
        assertThat(longest.codePointCount(0, longest.length())).isEqualTo(100);
        assertThat(longest).endsWith("\uD83D\uDE00's workspace");
    }

    private static void checkPassword(String password) {
        InputCheck check = new InputCheck();
        check.password("password", password, "a@example.com");
        check.refuseFaults();
    }
}
