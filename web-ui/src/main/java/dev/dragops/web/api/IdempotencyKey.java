package dev.dragops.web.api;

import dev.dragops.connections.Idempotency;
import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.WebException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code Idempotency-Key} of a create: a client that got no answer sends the same request again. */
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern VALID = Pattern.compile("[!-~]{1,255}");

    private IdempotencyKey() {}

    /**
     * The key, and all of the request that makes a difference: its address, the workspace it names and the body as it
     * was received.
     *
     * @throws WebException.Invalid naming the header, where it is not 1 to 255 visible ASCII characters
     */
    static Optional<Idempotency> of(JsonBody body, HttpHeaders headers, UriInfo uri) {
        List<String> keys = headers.getRequestHeader(HEADER);
        if (keys == null || keys.isEmpty()) {
            return Optional.empty();
        }
        String workspace = headers.getHeaderString("X-Workspace-Id");
        String address = "POST " + uri.getPath() + "\n" + (workspace == null ? "" : workspace) + "\n";
        return Optional.of(new Idempotency(valid(keys), request(address, body.raw())));
    }

    private static String valid(List<String> keys) {
        if (keys.size() != 1 || !VALID.matcher(keys.get(0)).matches()) {
            throw new WebException.Invalid(
                    new FieldError(HEADER, "INVALID", "This header must be 1 to 255 visible ASCII characters"));
        }
        return keys.get(0);
    }

    private static Plaintext request(String address, Plaintext body) {
        byte[] line = address.getBytes(StandardCharsets.UTF_8);
        return Plaintext.of(ByteBuffer.allocate(line.length + body.length())
                .put(line)
                .put(body.reveal())
                .array());
    }
}
