package dev.dragops.connections.packs;

/**
 * One thing that makes a pack unusable.
 *
 * @param field where it is, such as {@code connection.methods[0].credentials[1].name}; empty where it is the file
 * @param reason what is wrong there, to be read after the field
 */
public record PackProblem(String field, String reason) {
    private static final int LONGEST = 300;

    /** Both may repeat what the file says, and are logged: they are one line, and of bounded length. */
    public PackProblem {
        field = oneLine(field);
        reason = oneLine(reason);
    }

    static String oneLine(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return shown.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
