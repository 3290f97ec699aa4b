package dev.dragops.secrets;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of a staged {@code .env} file, {@code imp_…} on the wire. */
public record ImportId(String value) {
    private static final String PREFIX = "imp";

    public ImportId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    static ImportId next() {
        return new ImportId(Ids.next(PREFIX));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<ImportId> parse(String text) {
        return Ids.parse(PREFIX, text).map(ImportId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
