package dev.dragops.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BearerTest {
    @Test
    void tellsItsKindAndNothingElse() {
        Bearer token = Bearer.next(Bearer.Kind.API_TOKEN);
        assertThat(token.text()).matches("drt_[A-Za-z0-9_-]{43}").startsWith(token.hint());
        assertThat(token.hint()).hasSize(10);
        assertThat(token).hasToString("Bearer[redacted]");
        assertThat(Bearer.parse(token.text())).hasValueSatisfying(parsed -> {
            assertThat(parsed.kind()).isEqualTo(Bearer.Kind.API_TOKEN);
            assertThat(parsed.hash()).isEqualTo(token.hash());
        });
        assertThat(Bearer.next(Bearer.Kind.SESSION).text()).matches("drs_[A-Za-z0-9_-]{43}");
    }
}
