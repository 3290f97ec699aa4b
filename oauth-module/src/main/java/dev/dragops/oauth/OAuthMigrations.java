package dev.dragops.oauth;

import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.Migrations;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import javax.sql.DataSource;

/** Brings this module's tables up to date before anything uses them. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class OAuthMigrations {
    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @PostConstruct
    void apply() {
        Migrations.apply(dataSource, "oau", OAuthMigrations.class);
    }
}
