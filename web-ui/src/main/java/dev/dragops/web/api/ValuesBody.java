package dev.dragops.web.api;

import dev.dragops.vault.Plaintext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            out.write('{');
            if (connection.isPresent()) {
                out.write(ascii("\"connection\":"));
                out.write(RecordWriter.toJson(connection.get()));
                out.write(',');
            }
            writeText(out, ascii(member));
            out.write(ascii(":{"));
            boolean first = true;
            for (Map.Entry<String, Plaintext> value : values.entrySet()) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                writeText(out, value.getKey().getBytes(StandardCharsets.UTF_8));
                out.write(':');
                writeText(out, value.getValue().reveal());
            }
            if (beside.isPresent()) {
                byte[] members = RecordWriter.toJson(beside.get());
                members[0] = ',';
                out.write(members, 0, members.length - 1);
            }
            out.write(ascii("}}"));
        } finally {
            values.values().forEach(Plaintext::close);
        }
    }

    /** RFC 8259 section 7: of UTF-8 only quotes, backslashes and control characters are escaped, all single bytes. */
    private static void writeText(OutputStream out, byte[] utf8) throws IOException {
        out.write('"');
        for (byte c : utf8) {
            if (c == '"' || c == '\\') {
                out.write('\\');
                out.write(c);
            } else if (c >= 0 && c < ' ') {
                out.write(ascii("\\u00"));
                out.write(HEX[c >> 4]);
                out.write(HEX[c & 0xf]);
            } else {
                out.write(c);
            }
        }
        out.write('"');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "ValuesBody[redacted]";
    }
}
