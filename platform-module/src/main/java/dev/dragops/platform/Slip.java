package dev.dragops.platform;

/** Names that were meant to be others. */
final class Slip {
    /** As many letters may be wrong, missing, too many or exchanged. */
    private static final int MOST = 2;

    private Slip() {}

    /** Whether whoever wrote that probably meant the other one: their distance, as Damerau and Levenshtein count it. */
    static boolean isLikely(String written, String meant) {
        int[][] distance = new int[written.length() + 1][meant.length() + 1];
        for (int i = 0; i <= written.length(); i++) {
            for (int j = 0; j <= meant.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int wrong = written.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1;
                distance[i][j] =
                        Math.min(distance[i - 1][j - 1] + wrong, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && written.charAt(i - 1) == meant.charAt(j - 2)
                        && written.charAt(i - 2) == meant.charAt(j - 1)) {
                    distance[i][j] = Math.min(distance[i][j], distance[i - 2][j - 2] + 1);
                }
            }
        }
        return distance[written.length()][meant.length()] <= MOST;
    }
}
