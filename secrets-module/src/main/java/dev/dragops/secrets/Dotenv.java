package dev.dragops.secrets;

import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The lines of a {@code .env} file, as docs/dotenv.md says what they mean. Nothing is guessed: what the known readers of
 * such files read in different ways is a fault of its line. Values stay bytes, which {@link #close()} wipes; a fault
 * tells its line and its reason, and never a word of the line, since that may be a part of a value.
 */
final class Dotenv implements AutoCloseable {
    /** As many names as one file may have. */
    static final int MOST_NAMES = 1000;
    /** As many faults as are told of one file. */
    static final int MOST_FAULTS = 100;
    /** What the text is called in requests. */
    static final String FIELD = "dotenv";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] EXPORT = "export".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NAME = 128;

    private final byte[] text;
    private final List<Entry> entries = new ArrayList<>();
    private final List<FieldError> faults = new ArrayList<>();
    private final Map<SecretName, Integer> lines = new HashMap<>();
    private final byte[] room;
    private int at;
    private int line = 1;

    /** A name with its value, and the line where it stands, from 1. */
    record Entry(SecretName name, Plaintext value, int line) {}

    private Dotenv(byte[] utf8) {
        this.text = utf8;
        // no value is longer than the text, and a buffer that grows leaves copies behind
        this.room = new byte[utf8.length];
    }

    /** Reads a text, which is UTF-8 and stays its owner's to wipe. */
    static Dotenv read(Plaintext dotenv) {
        Dotenv file = new Dotenv(dotenv.reveal());
        try {
            file.parse();
        } finally {
            Arrays.fill(file.room, (byte) 0);
        }
        return file;
    }

    /** The names with their values, in the order of the file. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** What is wrong, in the order of the file; empty where the file can be imported. */
    List<FieldError> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.value().close());
    }

    @Override
    public String toString() {
        return "Dotenv[" + entries.size() + " names, " + faults.size() + " faults]";
    }

    private void parse() {
        if (startsWith(BYTE_ORDER_MARK, 0)) {
            at = BYTE_ORDER_MARK.length;
        }
        while (at < text.length && faults.size() < MOST_FAULTS && readLine()) {
            // one line after the other
        }
        if (entries.isEmpty() && faults.isEmpty()) {
            faults.add(new FieldError(FIELD, "REQUIRED", "There is no line NAME=value in it", OptionalInt.empty()));
        }
    }

    /** Reads what begins on this line, and goes to the line after it; false where the rest is not looked at. */
    private boolean readLine() {
        int start = at;
        skipBlanks();
        if (atLineEnd() || text[at] == '#') {
            nextLine(start);
            return true;
        }
        skipExport();
        int nameStart = at;
        while (!atLineEnd() && text[at] != '=' && !isBlank(text[at])) {
            at++;
        }
        int nameEnd = at;
        skipBlanks();
        if (atLineEnd() || text[at] != '=') {
            fault("NO_EQUALS_SIGN", "A line is NAME=value, empty, or a comment that starts with #");
            nextLine(start);
            return true;
        }
        Optional<SecretName> name = name(nameStart, nameEnd);
        at++;
        skipBlanks();
        int valueLine = line;
        int length = value(start);
        if (length >= 0) {
            return entry(name, length, valueLine);
        }
        return true;
    }

    private Optional<SecretName> name(int from, int to) {
        // a longer one is none, and needs no text of its own
        Optional<SecretName> name = to - from > LONGEST_NAME
                ? Optional.empty()
                : SecretName.parse(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
        if (name.isEmpty()) {
            fault("INVALID_NAME", "A name is A-Z, 0-9 and _, starts with a letter and has at most 128 characters");
        }
        return name;
    }

    private boolean entry(Optional<SecretName> name, int length, int valueLine) {
        if (name.isEmpty()) {
            return true; // told already
        }
        Integer before = lines.putIfAbsent(name.get(), valueLine);
        if (before != null) {
            fault(valueLine, "REPEATED", "The name stands on line " + before + " too");
        } else if (length == 0) {
            fault(valueLine, "EMPTY", "A value is missing after the equals sign");
        } else if (length > Secrets.MAX_VALUE_BYTES) {
            fault(valueLine, "TOO_LONG", "A value has at most 65536 bytes");
        } else if (entries.size() == MOST_NAMES) {
            fault(valueLine, "TOO_MANY", "A file has at most 1000 names: from here on it was not read");
            return false;
        } else {
            entries.add(new Entry(name.get(), Plaintext.of(Arrays.copyOf(room, length)), valueLine));
        }
        return true;
    }

    /**
     * Reads a value into the room and goes to the line after it.
     *
     * @return its length, or -1 where it is at fault, which is told then
     */
    private int value(int lineStart) {
        if (at < text.length && (text[at] == '"' || text[at] == '\'')) {
            return quoted(lineStart, text[at]);
        }
        if (at < text.length && text[at] == '`') {
            fault("BACKTICK", "A value does not start with a backtick: put it between ' or \"");
            nextLine(lineStart);
            return -1;
        }
        return unquoted(lineStart);
    }

    private int unquoted(int lineStart) {
        int length = 0;
        int trimmed = 0;
        boolean control = false;
        while (!atLineEnd()) {
            byte one = text[at];
            // at the start too: "NAME= # comment"
            if (one == '#' && isBlank(text[at - 1])) {
                break;
            }
            control |= (one >= 0 && one < ' ' && one != '\t') || one == 0x7f;
            room[length++] = one;
            if (!isBlank(one)) {
                trimmed = length;
            }
            at++;
        }
        if (control) {
            fault("CONTROL_CHARACTER", "A value with control characters has to stand between quotes");
        }
        nextLine(lineStart);
        return control ? -1 : trimmed;
    }

    private int quoted(int lineStart, byte quote) {
        int length = 0;
        for (int i = at + 1; i < text.length; i++) {
            byte one = text[i];
            if (one == quote) {
                at = i + 1;
                if (endsLine()) {
                    nextLine(lineStart);
                    return length;
                }
                fault("AFTER_QUOTE", "Something follows the closing quote of the value that begins here");
                at = lineStart;
                nextLine(lineStart);
                return -1;
            }
            if (one == '\\' && quote == '"' && i + 1 < text.length && text[i + 1] != '\r') {
                length = escaped(text[++i], length);
            } else if (one != '\r' || i + 1 == text.length || text[i + 1] != '\n') {
                // a line break is a line feed, whichever way the file has it
                room[length++] = one;
            }
        }
        fault("UNCLOSED_QUOTE", "The quote that opens here is never closed");
        at = lineStart;
        nextLine(lineStart);
        return -1;
    }

    /** What stands behind a backslash between double quotes; an unknown one stays as it is, backslash and all. */
    private int escaped(byte one, int length) {
        int now = length;
        switch (one) {
            case 'n' -> room[now++] = '\n';
            case 'r' -> room[now++] = '\r';
            case 't' -> room[now++] = '\t';
            case '"', '\\', '$' -> room[now++] = one;
            default -> {
                room[now++] = '\\';
                room[now++] = one;
            }
        }
        return now;
    }

    /** Whether nothing but blanks and a comment is left of the line. */
    private boolean endsLine() {
        skipBlanks();
        return atLineEnd() || text[at] == '#';
    }

    private void skipExport() {
        int after = at + EXPORT.length;
        if (startsWith(EXPORT, at) && after < text.length && isBlank(text[after])) {
            int word = at;
            at = after;
            skipBlanks();
            if (!atLineEnd() && text[at] == '=') {
                at = word; // a name, and a bad one
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length && isBlank(text[at])) {
            at++;
        }
    }

    /** Goes behind the end of the line that the reader stands in, and counts the lines since that start. */
    private void nextLine(int start) {
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        at = Math.min(at + 1, text.length);
        for (int i = start; i < at; i++) {
            if (text[i] == '\n') {
                line++;
            }
        }
    }

    private boolean atLineEnd() {
        return at >= text.length
                || text[at] == '\n'
                || (text[at] == '\r' && (at + 1 == text.length || text[at + 1] == '\n'));
    }

    private boolean startsWith(byte[] prefix, int from) {
        return text.length - from >= prefix.length
                && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
    }

    private static boolean isBlank(byte one) {
        return one == ' ' || one == '\t';
    }

    private void fault(String code, String message) {
        fault(line, code, message);
    }

    private void fault(int where, String code, String message) {
        faults.add(new FieldError(FIELD, code, message, OptionalInt.of(where)));
    }
}
