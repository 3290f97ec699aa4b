package dev.dragops.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds, in what a server reports of a failed deployment, the sentence that was meant for a person: the message of the
 * product's own exception where there is one, else of the innermost cause.
 */
final class FailureReason {
    /** {@code [Caused by: ]some.package.SomethingException: message}, up to the end of the line. */
    private static final Pattern CAUSE = Pattern.compile(
            "(?:Caused by: )?((?:[a-z][\\w]*\\.)+[A-Z][\\w$]*(?:Exception|Error|[A-Z][\\w$]*)): ([^\\r\\n]+(?:\\n {2}- [^\\r\\n]+)*)");

    private FailureReason() {}

    static String in(String report) {
        // the marker is a quoted string, with its line ends escaped
        String text = report.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"");
        String reason = "";
        boolean ours = false;
        Matcher matcher = CAUSE.matcher(text);
        while (matcher.find()) {
            boolean fromTheProduct = matcher.group(1).startsWith("dev.dragops.");
            if (fromTheProduct || !ours) {
                reason = matcher.group(2);
                ours = fromTheProduct;
            }
        }
        return strip(reason.isEmpty() ? text : reason);
    }

    private static String strip(String reason) {
        return reason.replaceAll("[\"},\\s]+$", "").strip();
    }
}
