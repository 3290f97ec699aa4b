package dev.dragops.platform;

/** What a name may hold, so that people see what they choose and no name looks like another's. */
public final class VisibleText {
    private static final int EMOJI_JOINER = 0x200D;

    private VisibleText() {}

    /**
     * Whether a text holds a character that cannot be seen or that turns the text around it: controls, line breaks,
     * direction marks (Unicode Standard Annex #9), lone surrogates, and the letters that are drawn as nothing.
     */
    public static boolean isMissingIn(String text) {
        return text.codePoints().anyMatch(VisibleText::isUnseen);
    }

    private static boolean isUnseen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> codePoint != EMOJI_JOINER;
            // Hangul fillers and the empty Braille pattern
            default ->
                codePoint == 0x115F
                        || codePoint == 0x1160
                        || codePoint == 0x3164
                        || codePoint == 0xFFA0
                        || codePoint == 0x2800;
        };
    }
}
