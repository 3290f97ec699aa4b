/** The OAuth 2.x client. */
@org.jspecify.annotations.NullMarked
module dev.dragops.oauth {
    requires static org.jspecify;
    requires transitive dev.dragops.accounts;
    requires transitive dev.dragops.vault;
    requires dev.dragops.platform;
    requires jakarta.ejb;

    exports dev.dragops.oauth;
}
