package dev.dragops.connections;

import java.util.Optional;

/**
 * Which of a user's connections to list, and how.
 *
 * @param needsAttention those only that a person should look at: all that are not active or revoked, and those active
 *     ones that have a reason
 * @param text part of a display name, of a provider, or of the name that a pack gives a provider
 * @param limit at most so many, 1 to 500; all where it is empty
 * @param cursor where the page before ended, from {@link ConnectionPage#nextCursor()}
 */
public record ConnectionQuery(
        Optional<Provider> provider,
        Optional<ConnectionType> type,
        Optional<ConnectionStatus> status,
        boolean needsAttention,
        Optional<String> text,
        Sort sort,
        Optional<Integer> limit,
        Optional<String> cursor) {

    /** The order of the list: an index of the database each, read from one end or from the other. */
    public enum Sort {
        CREATED("createdAt"),
        NEWEST("-createdAt"),
        NAME("displayName"),
        NAME_DESCENDING("-displayName"),
        /** Those of one provider by display name. */
        PROVIDER("provider"),
        PROVIDER_DESCENDING("-provider"),
        CHANGED("updatedAt"),
        LATEST_CHANGE("-updatedAt");

        private final String wire;

        Sort(String wire) {
            this.wire = wire;
        }

        /** The name in requests, such as {@code -createdAt}. */
        public String wire() {
            return wire;
        }

        boolean isDescending() {
            return wire.startsWith("-");
        }
    }

    /** Everything, in order of creation. */
    public static ConnectionQuery all() {
        return new ConnectionQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Sort.CREATED,
                Optional.empty(),
                Optional.empty());
    }

    /** What a person should look at, the newest first. */
    public static ConnectionQuery attention(int most) {
        return new ConnectionQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Sort.NEWEST,
                Optional.of(most),
                Optional.empty());
    }
}
