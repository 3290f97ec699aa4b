package dev.dragops.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.oauth.Authorizations.Authorization;
import dev.dragops.oauth.Authorizations.Request;
import dev.dragops.vault.TestVault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedRowsTest {
    @Test
    void saysOfEachTableWhatItsEnvelopesWereSealedFor() {
        try (OAuthFixture fixture = new OAuthFixture()) {
            OAuthProvider acme = Definitions.of(Definitions.endpoints(fixture.server));
            fixture.withApp(acme).withApp(acme);
            Caller ada = OAuthFixture.session(Role.MEMBER);
            Authorization begun = fixture.authorizations.begin(
                    ada, acme, new Request(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Map.of()));
            fixture.authorizations.open(ada, begun.id(), acme);

            assertThat(TestVault.opened(fixture.vault, AppRows.sealedRows(), fixture.sql))
                    .containsExactly(acme.provider());
            assertThat(AuthorizationRows.sealedRows()).hasSize(2).allSatisfy(rows -> assertThat(
                            TestVault.opened(fixture.vault, rows, fixture.sql))
                    .containsExactly(begun.id().value()));
        }
    }
}
