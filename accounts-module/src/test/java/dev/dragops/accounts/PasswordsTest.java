package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String OWASP = "$argon2id$v=19$m=19456,t=2,p=1$";
    private final Passwords passwords = new Passwords();

    @Test
    void hashesAsOwaspAdvises() {
        String hash = passwords.hash("correct horse battery");
        assertThat(hash).matches(Pattern.quote(OWASP) + "[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(passwords.hash("correct horse battery")).isNotEqualTo(hash);
        assertThat(passwords.matches("correct horse battery", hash)).isTrue();
        assertThat(passwords.matches("correct horse batterz", hash)).isFalse();
    }

    @Test
    void comparesUnknownAccountsAtTheCostOfKnownOnes() {
        assertThat(Passwords.OF_NOBODY).hasSameSizeAs(passwords.hash("x")).startsWith(OWASP);
        assertThat(passwords.matches("", Passwords.OF_NOBODY)).isFalse();
    }
}
