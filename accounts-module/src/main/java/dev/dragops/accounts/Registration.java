package dev.dragops.accounts;

import dev.dragops.vault.Plaintext;
import java.util.Optional;

/**
 * What a person fills in to get an account; checked by {@link Accounts#register}.
 *
 * @param setupCode the code printed at the server's start, asked for with the first account only
 */
public record Registration(
        String email, String firstName, String lastName, Plaintext password, Optional<String> setupCode) {
    @Override
    public String toString() {
        return "Registration[redacted]";
    }
}
