package dev.dragops.accounts;

import dev.dragops.platform.Ids;
import java.util.Optional;

/** The id of an API token, {@code tok_…} on the wire. */
public record TokenId(String value) {
    private static final String PREFIX = "tok";

    public TokenId {
        Ids.require(PREFIX, value);
    }

    /** A new id. */
    public static TokenId next() {
        return new TokenId(Ids.next(PREFIX));
    }

    /** The id that stands for those bytes; the first 16 count. */
    static TokenId of(byte[] bytes) {
        return new TokenId(Ids.of(PREFIX, bytes));
    }

    /** The id that the text is, empty where it is none: to be answered like an id that nobody has. */
    public static Optional<TokenId> parse(String text) {
        return Ids.parse(PREFIX, text).map(TokenId::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
