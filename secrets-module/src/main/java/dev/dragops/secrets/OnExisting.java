package dev.dragops.secrets;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an import does with a name that the environment has already. */
public enum OnExisting {
    /** Its value stays as it is. */
    KEEP,
    /** Its value is replaced; a seeded secret is the writer's own from then on. */
    REPLACE;

    /** The name in requests. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The choice of that name on the wire. */
    public static Optional<OnExisting> parse(String wire) {
        return Arrays.stream(values())
                .filter(choice -> choice.wire().equals(wire))
                .findFirst();
    }
}
