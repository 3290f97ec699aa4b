/** Secrets per environment, their versions, and seeding. */
@org.jspecify.annotations.NullMarked
module dev.dragops.secrets {
    requires static org.jspecify;
    requires transitive dev.dragops.accounts;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.ejb;
    requires jakarta.inject;
    requires jakarta.interceptor;
    requires jakarta.persistence;
    requires jakarta.transaction;

    exports dev.dragops.secrets;
}
