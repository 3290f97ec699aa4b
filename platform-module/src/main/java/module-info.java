/** What every module stands on: settings, the data source, migrations, ids and the shape of an error. */
@org.jspecify.annotations.NullMarked
module dev.dragops.platform {
    requires static org.jspecify;
    requires transitive java.sql;
    requires jakarta.transaction;
    requires transitive micrometer.core;
    requires org.mariadb.jdbc;
    requires flyway.core;
    requires com.github.f4b6a3.ulid;
    requires io.opentelemetry.api;
    requires io.opentelemetry.context;

    exports dev.dragops.platform;
}
