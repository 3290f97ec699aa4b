package dev.dragops.secrets;

/**
 * Which names of a matrix are wanted.
 *
 * @param text what a name contains, in any case; empty for all
 * @param missing only names that at least one environment lacks
 * @param page from 1
 * @param size how many names a page has, 1 to 500
 */
public record MatrixQuery(String text, boolean missing, int page, int size) {
    /** The most names of a page. */
    public static final int LARGEST = 500;

    public MatrixQuery {
        if (page < 1 || size < 1 || size > LARGEST) {
            throw new IllegalArgumentException("a page has a number from 1 and 1 to 500 names");
        }
    }
}
