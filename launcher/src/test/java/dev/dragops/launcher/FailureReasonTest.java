package dev.dragops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureReasonTest {
    @Test
    void findsTheProductsOwnWordsInWildFlysMarker() {
        String marker = """
                "{\\"WFLYCTL0080: Failed services\\" => {\\"jboss.deployment.subunit.\\\\\\"dragops.ear\\\\\\".START\\" => \
                \\"java.lang.IllegalStateException: WFLYEE0042: Failed to construct component instance
                    Caused by: java.lang.IllegalStateException: WFLYEE0042: Failed to construct component instance
                    Caused by: jakarta.ejb.EJBException: dev.dragops.vault.RootKeyException: ROOT
                    Caused by: dev.dragops.vault.VaultException$RootKeyRefused: the root key file is readable by others: chmod 600 it
                    Caused by: java.nio.file.AccessDeniedException: rw-r--r--\\"}}"
                """;

        assertThat(FailureReason.in(marker)).isEqualTo("the root key file is readable by others: chmod 600 it");
    }

    @Test
    void findsTheProductsOwnWordsInPayarasLog() {
        String log = """
                {"Level":"INFO","LogMessage":"Starting"}
                {"Level":"SEVERE","Throwable":{"Exception":"x","StackTrace":"jakarta.ejb.EJBException: y\\n\\tat a.B.c(B.java:1)\\nCaused by: dev.dragops.platform.SettingsException: DRAGOPS cannot start with these settings:\\n  - DRAGOPS_LOCAL_AUTH must be true or false\\n\\tat dev.dragops.platform.Settings.read(Settings.java:120)\\n"}}
                """;

        assertThat(FailureReason.in(log)).isEqualTo("""
                        DRAGOPS cannot start with these settings:
                          - DRAGOPS_LOCAL_AUTH must be true or false""");
    }

    @Test
    void findsWhatTheDatabaseSaidBehindTheProductsWordThatItFailed() {
        String marker = """
                "{"failure" => {"vault.START" => "java.lang.IllegalStateException: WFLYEE0042: Failed to construct component instance
                    Caused by: java.lang.IllegalStateException: the vault cannot read its keys from the database
                    Caused by: dev.dragops.platform.DatabaseFailure: the database failed
                    Caused by: jakarta.resource.ResourceException: IJ031084: Unable to create connection
                    Caused by: java.sql.SQLException: the server db1:3306 takes no writes",
                    "accounts" => "org.hibernate.service.spi.ServiceException: Unable to create requested service
                    Caused by: org.hibernate.HibernateException: Unable to determine Dialect"}}"
                """;

        assertThat(FailureReason.in(marker)).isEqualTo("the server db1:3306 takes no writes");
    }

    @Test
    void fallsBackToTheInnermostCause() {
        String marker = """
                "{"failure" => "org.jboss.msc.service.StartException: outer
                    Caused by: java.sql.SQLNonTransientConnectionException: Socket fail to connect to db:3306"}"
                """;

        assertThat(FailureReason.in(marker)).isEqualTo("Socket fail to connect to db:3306");
    }

    @Test
    void findsTheRootInPayarasLogThoughItIsRepeatedWithoutOne() {
        String log = """
                {"Level":"SEVERE","Throwable":{"Exception":"Exception while invoking class EjbApplication start method","StackTrace":"jakarta.ejb.EJBException: jakarta.ejb.CreateException: Initialization failed for Singleton AccountsStart\\n\\tat a.B.c(B.java:1)\\nCaused by: jakarta.ejb.CreateException: Initialization failed for Singleton AccountsStart\\n\\t... 34 more\\nCaused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\\nMigration checksum mismatch for migration version 1\\n-> Applied to database : 42\\n\\tat d.E.f(E.java:2)\\n\\t... 35 more\\n"}}
                {"Level":"SEVERE","LogMessage":"Exception while loading the app : jakarta.ejb.CreateException: Initialization failed for Singleton AccountsStart. Please see server.log for more details."}
                """;

        assertThat(FailureReason.in(log)).isEqualTo("""
                        Validate failed: Migrations have failed validation
                        Migration checksum mismatch for migration version 1
                        -> Applied to database : 42""");
    }

    @Test
    void repeatsWhatItCannotRead() {
        assertThat(FailureReason.in("\"WFLYCTL0412: Required services that are not installed\""))
                .contains("WFLYCTL0412: Required services that are not installed");
    }
}
