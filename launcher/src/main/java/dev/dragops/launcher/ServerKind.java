package dev.dragops.launcher;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The servers that the EAR runs on unchanged. */
enum ServerKind {
    WILDFLY("WildFly"),
    PAYARA("Payara");

    private final String title;

    ServerKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static Optional<ServerKind> parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }
}
