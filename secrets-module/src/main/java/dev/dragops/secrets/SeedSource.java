package dev.dragops.secrets;

/** What seeds secrets, by the id that its own module knows it by (a connection's {@code conn_…}). */
public record SeedSource(String id) {
    public SeedSource {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a source of seeds has an id");
        }
    }
}
