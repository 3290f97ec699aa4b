package dev.dragops.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the product listens. */
record Endpoint(String address, int port) {
    private static final int CONNECT_MILLIS = 500;
    private static final int READ_MILLIS = 10_000;
    private static final int MOST_BYTES = 4096;
    private static final Pattern IN_FLIGHT = Pattern.compile("\"reason\":\"draining\",\"inFlight\":(\\d{1,9})");

    /**
     * Makes sure that nobody else listens there: the readiness of another product must not pass for ours.
     *
     * @throws StartRefused naming the setting to change
     */
    void requireFree() throws IOException, StartRefused {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (UnknownHostException unknown) {
            throw new StartRefused("DRAGOPS_HTTP_ADDRESS names no address of this machine", unknown);
        } catch (BindException taken) {
            throw new StartRefused(
                    "cannot listen on " + address + " port " + port + " (" + taken.getMessage()
                            + "): stop what listens there, or set DRAGOPS_HTTP_PORT or DRAGOPS_HTTP_ADDRESS",
                    taken);
        }
    }

    /** What the product says of itself. */
    enum State {
        /** No answer, or not yet the product's. */
        SILENT("it does not answer yet"),
        UNREADY("it answers, but is not ready; what it lacks is in the lines above"),
        READY("it is ready");

        private final String explanation;

        State(String explanation) {
            this.explanation = explanation;
        }

        String explanation() {
            return explanation;
        }
    }

    State state() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) readiness().toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setInstanceFollowRedirects(false);
        try {
            return switch (connection.getResponseCode()) {
                case HttpURLConnection.HTTP_OK -> State.READY;
                // a server without the product knows no such page
                case HttpURLConnection.HTTP_NOT_FOUND -> State.SILENT;
                default -> State.UNREADY;
            };
        } catch (SocketException | SocketTimeoutException notYet) {
            return State.SILENT;
        } finally {
            connection.disconnect();
        }
    }

    /**
     * What it has yet to end, as it says while it drains; empty where it says anything else, or nothing in time.
     *
     * @throws ConnectException where nobody listens there
     */
    OptionalInt inFlight() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) readiness().toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS / 10);
        try {
            connection.getResponseCode();
            InputStream body = connection.getErrorStream();
            Matcher draining = IN_FLIGHT.matcher(
                    body == null ? "" : new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            return draining.find() ? OptionalInt.of(Integer.parseInt(draining.group(1))) : OptionalInt.empty();
        } catch (ConnectException nobody) {
            throw nobody;
        } catch (SocketException | SocketTimeoutException busy) {
            return OptionalInt.empty();
        } finally {
            connection.disconnect();
        }
    }

    private URI readiness() throws UnknownHostException {
        InetAddress listening = InetAddress.getByName(address);
        boolean v6 = listening instanceof Inet6Address;
        String host = listening.isAnyLocalAddress() ? (v6 ? "::1" : "127.0.0.1") : listening.getHostAddress();
        return URI.create("http://" + (v6 ? "[" + host + "]" : host) + ":" + port + "/health/ready");
    }

    boolean isVersion6() throws UnknownHostException {
        return InetAddress.getByName(address) instanceof Inet6Address;
    }
}
