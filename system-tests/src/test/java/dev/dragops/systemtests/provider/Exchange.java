package dev.dragops.systemtests.provider;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One request to a provider of the tests, and its answer: byte by byte, where a test wants it odd. */
public final class Exchange {
    private static final int LONGEST_HEAD = 64 * 1024;

    private final Socket socket;
    private final String method;
    private final URI target;
    private final Map<String, String> headers;
    private final String body;

    private Exchange(Socket socket, String method, URI target, Map<String, String> headers, String body) {
        this.socket = socket;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /** Empty where the connection brought no request. */
    static Optional<Exchange> read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String head = readHead(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n", -1);
        String[] request = lines[0].split(" ", -1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return Optional.of(new Exchange(socket, request[0], URI.create(request[1]), headers, body));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return "";
                }
                throw new EOFException("the request was cut off");
            }
            if (head.size() > LONGEST_HEAD) {
                throw new IOException("the request has no end");
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.UTF_8).strip();
    }

    public String method() {
        return method;
    }

    public String path() {
        return target.getPath();
    }

    public Map<String, String> query() {
        return decode(Optional.ofNullable(target.getRawQuery()).orElse(""));
    }

    public Map<String, String> form() {
        return decode(body);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** In lower case. */
    Set<String> headerNames() {
        return headers.keySet();
    }

    /** The client id and secret of HTTP Basic, each form-encoded as RFC 6749 section 2.3.1 has it. */
    Optional<String[]> basic() {
        return header("authorization")
                .filter(value -> value.startsWith("Basic "))
                .map(value -> new String(Base64.getDecoder().decode(value.substring(6)), StandardCharsets.UTF_8))
                .map(pair -> pair.split(":", 2))
                .map(pair -> new String[] {decodeText(pair[0]), decodeText(pair[1])});
    }

    Optional<String> bearer() {
        return header("authorization")
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring(7));
    }

    private static Map<String, String> decode(String encoded) {
        Map<String, String> decoded = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                decoded.put(decodeText(parts[0]), parts.length == 1 ? "" : decodeText(parts[1]));
            }
        }
        return decoded;
    }

    private static String decodeText(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A whole answer, after which the connection ends. */
    public void answer(int status, String contentType, String content, String... more) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        head(status, contentType, bytes.length, more);
        write(bytes);
        socket.shutdownOutput();
    }

    public void redirect(URI location) throws IOException {
        answer(302, "text/plain", "", "Location", location.toString());
    }

    /** The beginning of an answer that announces so many bytes. */
    public void head(int status, String contentType, long length, String... more) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(" -\r\nConnection: close\r\nContent-Type: ")
                .append(contentType)
                .append("\r\nContent-Length: ")
                .append(length);
        for (int i = 0; i < more.length; i += 2) {
            head.append("\r\n").append(more[i]).append(": ").append(more[i + 1]);
        }
        write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Breaks the connection by a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits until the other side gives up. */
    public void awaitHangUp() throws IOException {
        if (socket.getInputStream().read() >= 0) {
            throw new IOException("more came than one request");
        }
    }
}
