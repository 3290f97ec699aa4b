/** The OAuth 2.x client. */
@org.jspecify.annotations.NullMarked
module dev.dragops.oauth {
    requires static org.jspecify;
    requires transitive dev.dragops.accounts;
    requires transitive dev.dragops.vault;
    requires dev.dragops.platform;
    requires com.nimbusds.jose.jwt;
    requires oauth2.oidc.sdk;
    requires json.smart;
    requires org.apache.httpcomponents.client5.httpclient5;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.concurrency;
    requires jakarta.ejb;
    requires jakarta.inject;
    requires jakarta.interceptor;
    requires jakarta.json;
    requires jakarta.transaction;
    requires java.logging;

    exports dev.dragops.oauth;
}
