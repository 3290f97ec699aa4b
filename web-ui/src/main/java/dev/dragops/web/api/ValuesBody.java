package dev.dragops.web.api;

import dev.dragops.vault.Plaintext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * An answer with values in the clear. They go from their bytes to the wire without becoming a string, which could not
 * be wiped, and are wiped as soon as they are written.
 *
 * @param member the name of the object that has the values
 * @param beside what else that object has, and is no secret
 */
record ValuesBody(
        Optional<RuntimeResource.OpenedView> connection,
        String member,
        Map<String, Plaintext> values,
        Optional<RuntimeResource.TokenView> beside)
        implements StreamingOutput {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** As long as one byte can become. */
    private static final int LONGEST_ESCAPE = "\\u0000".length();

    /** What stands around all of it. */
    private static final int FRAME = "{'connection':,'':{,}}".length();

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            byte[] opened = connection.map(RecordWriter::toJson).orElse(new byte[0]);
            byte[] members = beside.map(RecordWriter::toJson).orElse(new byte[0]);
            ByteBuffer json = ByteBuffer.allocate(FRAME + member.length() + opened.length + members.length + longest());
            try {
                put(json, opened, members);
                out.write(json.array(), 0, json.position());
            } finally {
                Arrays.fill(json.array(), (byte) 0);
            }
        } finally {
            values.values().forEach(Plaintext::close);
        }
    }

    /** In one piece, which can be wiped. */
    private void put(ByteBuffer json, byte[] opened, byte[] members) {
        json.put((byte) '{');
        if (opened.length > 0) {
            json.put(ascii("\"connection\":")).put(opened).put((byte) ',');
        }
        putText(json, ascii(member));
        json.put(ascii(":{"));
        boolean first = true;
        for (Map.Entry<String, Plaintext> value : values.entrySet()) {
            if (!first) {
                json.put((byte) ',');
            }
            first = false;
            putText(json, value.getKey().getBytes(StandardCharsets.UTF_8));
            json.put((byte) ':');
            putText(json, value.getValue().reveal());
        }
        if (members.length > 0) {
            json.put((byte) ',').put(members, 1, members.length - 2);
        }
        json.put(ascii("}}"));
    }

    private int longest() {
        int longest = 0;
        for (Map.Entry<String, Plaintext> value : values.entrySet()) {
            int name = value.getKey().getBytes(StandardCharsets.UTF_8).length;
            longest += LONGEST_ESCAPE * (name + value.getValue().length()) + "'':'',".length();
        }
        return longest;
    }

    /** RFC 8259 section 7: of UTF-8 only quotes, backslashes and control characters are escaped, all single bytes. */
    private static void putText(ByteBuffer json, byte[] utf8) {
        json.put((byte) '"');
        for (byte c : utf8) {
            if (c == '"' || c == '\\') {
                json.put((byte) '\\').put(c);
            } else if (c >= 0 && c < ' ') {
                json.put(ascii("\\u00")).put(HEX[c >> 4]).put(HEX[c & 0xf]);
            } else {
                json.put(c);
            }
        }
        json.put((byte) '"');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "ValuesBody[redacted]";
    }
}
