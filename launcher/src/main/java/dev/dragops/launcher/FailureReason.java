package dev.dragops.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds, in what a server reports of a failed start, the sentence that was meant for a person: the message of the
 * product's own exception where there is one, else that at the end of the longest chain of causes. The shorter ones are
 * of those who pass on that something failed.
 */
final class FailureReason {
    /** {@code [Caused by: ]some.package.SomethingException: message}, up to the next line of the stack. */
    private static final Pattern CAUSE =
            Pattern.compile("(Caused by: )?((?:[a-z][\\w]*\\.)+[A-Z][\\w$]*(?:Exception|Error|[A-Z][\\w$]*)):"
                    + " ([^\\r\\n]+(?:\\n(?: {2}- |(?!Caused by: )[^\\s{}\"\\[])[^\\r\\n]+)*)");

    /** Of the product, and says no more than that what is behind it failed. */
    private static final String PASSED_ON = "dev.dragops.platform.DatabaseFailure";

    private FailureReason() {}

    static String in(String report) {
        // the marker is a quoted string, with its line ends escaped
        String text = report.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"");
        String reason = "";
        boolean ours = false;
        int depth = 0;
        int deepest = -1;
        Matcher matcher = CAUSE.matcher(text);
        while (matcher.find()) {
            depth = matcher.group(1) == null ? 0 : depth + 1;
            boolean fromTheProduct = matcher.group(2).startsWith("dev.dragops.")
                    && !matcher.group(2).equals(PASSED_ON);
            if (fromTheProduct || (!ours && depth > deepest)) {
                reason = matcher.group(3);
                ours = fromTheProduct;
                deepest = depth;
            }
        }
        return strip(reason.isEmpty() ? text : reason);
    }

    private static String strip(String reason) {
        return reason.replaceAll("[\"},\\s]+$", "").strip();
    }
}
