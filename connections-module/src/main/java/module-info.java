/** Connections, packs and resolution at execution time. */
@org.jspecify.annotations.NullMarked
module dev.dragops.connections {
    requires static org.jspecify;
    requires transitive dev.dragops.secrets;
    requires transitive dev.dragops.oauth;
    requires json.schema;
    requires re2j;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.concurrency;
    requires jakarta.ejb;
    requires jakarta.inject;
    requires jakarta.interceptor;
    requires jakarta.json;
    requires jakarta.persistence;
    requires jakarta.transaction;

    exports dev.dragops.connections;
}
