package dev.dragops.web.pages;

/** The colour of a status, which never stands without its word. */
final class Tone {
    private Tone() {}

    static String of(String status, String reason) {
        return switch (status) {
            case "active" -> reason.isEmpty() ? "green" : "yellow";
            case "failing" -> "yellow";
            case "revoked" -> "secondary";
            default -> "red";
        };
    }
}
