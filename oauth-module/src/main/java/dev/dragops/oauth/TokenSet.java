package dev.dragops.oauth;

import dev.dragops.vault.Plaintext;
import java.time.Duration;
import java.util.Optional;

/**
 * Tokens as a provider gave them. Whoever holds them wipes them.
 *
 * @param tokenType as an {@code Authorization} header spells it; {@code Bearer} whatever case the provider used
 * @param lifetime from the moment of the request; empty where the provider named none
 */
public record TokenSet(
        Plaintext accessToken, Optional<Plaintext> refreshToken, String tokenType, Optional<Duration> lifetime)
        implements AutoCloseable {
    @Override
    public void close() {
        accessToken.close();
        refreshToken.ifPresent(Plaintext::close);
    }
}
