/** Starts the embedded database, the server and the product, and stops them together. */
@org.jspecify.annotations.NullMarked
module dev.dragops.launcher {
    requires static org.jspecify;
    requires dev.dragops.platform;
}
