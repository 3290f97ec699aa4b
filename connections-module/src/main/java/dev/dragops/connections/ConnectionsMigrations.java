package dev.dragops.connections;

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
import java.util.List;
import javax.sql.DataSource;

/** Brings this module's tables up to date before anything uses them, and says where in them something is sealed. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class ConnectionsMigrations {
    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @PostConstruct
    void apply() {
        Migrations.apply(dataSource, "con", ConnectionsMigrations.class);
        vault.register(List.of(StoredConnection.sealedRows(), StoredGrant.sealedRows(), StoredRevocation.sealedRows()));
    }
}
