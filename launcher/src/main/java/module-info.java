/** Starts the embedded database, a server and the product, and stops them together. */
@org.jspecify.annotations.NullMarked
module dev.dragops.launcher {
    requires static org.jspecify;
    requires dev.dragops.platform;
    requires org.wildfly.launcher;

    exports dev.dragops.launcher;
}
