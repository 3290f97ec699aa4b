package dev.dragops.connections;

/** A connection with its credential open, for one execution. Whoever holds it wipes it. */
public record Opened(Connection connection, Credential credential) implements AutoCloseable {
    @Override
    public void close() {
        credential.close();
    }
}
