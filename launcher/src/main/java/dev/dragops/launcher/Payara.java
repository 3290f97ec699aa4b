package dev.dragops.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

record Payara(List<String> command, Path failureMarker) implements ApplicationServer {
    static Payara prepare(Path home, Path ear, Path base, Endpoint endpoint) throws IOException {
        throw new IOException("later " + home + ear + base + endpoint);
    }

    @Override
    public Optional<String> refusal() throws IOException {
        return Optional.empty();
    }
}
