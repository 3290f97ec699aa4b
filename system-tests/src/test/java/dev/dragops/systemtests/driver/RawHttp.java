package dev.dragops.systemtests.driver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One request over a socket of its own, byte by byte: from an address that we choose, and as malformed as we like. The
 * request must ask the server to close the connection.
 */
public final class RawHttp {
    private RawHttp() {}

    /** Posts JSON from one of the loopback addresses, as a client of its own in the eyes of the server. */
    public static Answer postFrom(String address, Dragops dragops, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send(
                address,
                dragops.base(),
                "POST " + path + " HTTP/1.1\r\nHost: " + host(dragops)
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length
                        + "\r\n\r\n" + json);
    }

    public static String host(Dragops dragops) {
        return dragops.base().getAuthority();
    }

    public static Answer send(String address, URI base, String request) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return read(request.lines().findFirst().orElse(""), socket.getInputStream());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private static Answer read(String request, InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        String text = all.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer to " + request);
        }
        String[] head = text.substring(0, end).split("\r\n", -1);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < head.length; i++) {
            String[] header = head[i].split(":\\s*", 2);
            headers.computeIfAbsent(header[0].toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(header[1]);
        }
        String body = text.substring(end + 4);
        boolean chunked = headers.getOrDefault("transfer-encoding", List.of()).contains("chunked");
        return new Answer(
                request,
                Integer.parseInt(head[0].split(" ", -1)[1]),
                HttpHeaders.of(headers, (name, value) -> true),
                chunked ? unchunk(body) : body);
    }

    private static String unchunk(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int lineEnd = at;
            while (bytes[lineEnd] != '\r') {
                lineEnd++;
            }
            int size = Integer.parseInt(new String(bytes, at, lineEnd - at, StandardCharsets.US_ASCII), 16);
            if (size == 0) {
                return out.toString(StandardCharsets.UTF_8);
            }
            out.write(bytes, lineEnd + 2, size);
            at = lineEnd + 2 + size + 2;
        }
    }
}
