package dev.dragops.connections;

import java.util.Optional;

/**
 * Which of a user's connections to list, and how.
 *
 * @param text part of a display name or provider
 * @param limit at most so many, 1 to 500; all where it is empty
 * @param cursor where the page before ended, from {@link ConnectionPage#nextCursor()}
 */
public record ConnectionQuery(
        Optional<Provider> provider,
        Optional<ConnectionType> type,
        Optional<ConnectionStatus> status,
        Optional<String> text,
        Sort sort,
        Optional<Integer> limit,
        Optional<String> cursor) {

    /** The order of the list. */
    public enum Sort {
        CREATED("createdAt"),
        NEWEST("-createdAt"),
        NAME("displayName"),
        NAME_DESCENDING("-displayName");

        private final String wire;

        Sort(String wire) {
            this.wire = wire;
        }

        /** The name in requests, such as {@code -createdAt}. */
        public String wire() {
            return wire;
        }
    }

    /** Everything, in order of creation. */
    public static ConnectionQuery all() {
        return new ConnectionQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sort.CREATED,
                Optional.empty(),
                Optional.empty());
    }
}
