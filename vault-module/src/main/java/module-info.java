/** Sealing, keys and their life; nothing else. */
@org.jspecify.annotations.NullMarked
module dev.dragops.vault {
    requires static org.jspecify;
    requires transitive dev.dragops.platform;
    requires jakarta.annotation;
    requires jakarta.ejb;
    requires jakarta.transaction;

    exports dev.dragops.vault;
}
