package dev.dragops.accounts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table with envelopes, as its module declares it in a line of {@code META-INF/dragops-sealed-tables}:
 * {@code table id envelope}.
 *
 * @param id the column of the primary key
 * @param envelope the column of the envelopes, NULL where there is none
 */
record SealedTable(String table, String id, String envelope) {
    private static final String DECLARATIONS = "META-INF/dragops-sealed-tables";
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,32}");

    /** Of all modules on the class path. */
    static List<SealedTable> declared() throws IOException {
        List<SealedTable> tables = new ArrayList<>();
        for (URL declaration :
                Collections.list(SealedTable.class.getClassLoader().getResources(DECLARATIONS))) {
            try (InputStream in = declaration.openStream();
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    tables.add(of(line));
                }
            }
        }
        return tables;
    }

    static SealedTable of(String line) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() != 3 || !words.stream().allMatch(WORD.asMatchPredicate())) {
            throw new IllegalStateException("a module declares a sealed table in words that make no sense");
        }
        return new SealedTable(words.get(0), words.get(1), words.get(2));
    }
}
