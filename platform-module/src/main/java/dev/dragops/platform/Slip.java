package dev.dragops.platform;

import java.util.Arrays;
import java.util.List;

/** Names that were meant to be others: words in capitals, separated by underscores. */
final class Slip {
    private Slip() {}

    /**
     * Whether whoever wrote that probably meant the other one: where one begins with all words of the other, or where
     * what is not the same in both differs by a third of its letters at most (by two of at least four).
     */
    static boolean isLikely(String written, String meant) {
        List<String> one = words(written);
        List<String> other = words(meant);
        int shorter = Math.min(one.size(), other.size());
        int head = 0;
        while (head < shorter && one.get(head).equals(other.get(head))) {
            head++;
        }
        if (head == shorter) {
            return true;
        }
        int tail = 0;
        while (tail < shorter - head && one.get(one.size() - 1 - tail).equals(other.get(other.size() - 1 - tail))) {
            tail++;
        }
        String left = String.join("_", one.subList(head, one.size() - tail));
        String right = String.join("_", other.subList(head, other.size() - tail));
        int letters = Math.max(left.length(), right.length());
        return distance(left, right) <= Math.max(letters / 3, Math.min(2, letters / 2));
    }

    /** The words, of which singular and plural are one, and so are DATABASE and DB. */
    private static List<String> words(String name) {
        return Arrays.stream(name.split("_", -1))
                .map(word -> word.equals("DATABASE") ? "DB" : word)
                .map(word -> word.replaceFirst("IES$", "Y").replaceFirst("(?<=..)S$", ""))
                .toList();
    }

    /** How many letters are wrong, missing, too many or exchanged, as Damerau and Levenshtein count it. */
    static int distance(String written, String meant) {
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
        return distance[written.length()][meant.length()];
    }
}
