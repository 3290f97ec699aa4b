package dev.dragops.launcher;

import java.io.IOException;
import java.net.BindException;
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

/** Where the product listens. */
record Endpoint(String address, int port) {
    private static final int CONNECT_MILLIS = 500;
    private static final int READ_MILLIS = 10_000;

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
