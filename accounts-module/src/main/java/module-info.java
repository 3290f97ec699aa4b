/** Users, sign-in, sessions, API tokens, workspaces, environments and the audit trail. */
@org.jspecify.annotations.NullMarked
module dev.dragops.accounts {
    requires static org.jspecify;
    requires transitive dev.dragops.platform;
    requires transitive dev.dragops.vault;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.concurrency;
    requires jakarta.ejb;
    requires jakarta.inject;
    requires jakarta.interceptor;
    requires jakarta.json;
    requires jakarta.persistence;
    requires jakarta.transaction;
    requires spring.security.crypto;

    exports dev.dragops.accounts;
}
