package dev.dragops.oauth;

import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Brings this module's tables up to date before anything uses them, and says where in them something is sealed. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class OAuthMigrations {
    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @PostConstruct
    void apply() {
        Migrations.apply(dataSource, "oau", OAuthMigrations.class);
        vault.register(Stream.concat(Stream.of(AppRows.sealedRows()), AuthorizationRows.sealedRows().stream())
                .toList());
    }
}
