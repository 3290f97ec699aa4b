package dev.dragops.systemtests.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports that no other run of these tests takes meanwhile: each run holds a block of them, by listening on its first. So
 * a port stays ours while nothing listens on it, as in the middle of a restart. All are below those that systems give to
 * outgoing connections.
 */
public final class Ports {
    private static final int FROM = Integer.getInteger("ports.from", 21500);
    private static final int BELOW = 29_000;
    private static final int BLOCK = 150;

    private static final Ports OF_THIS_RUN = hold();

    private final ServerSocket guard;
    private int last;

    private Ports(ServerSocket guard) {
        this.guard = guard;
        this.last = guard.getLocalPort();
    }

    /** One that was not given to anybody in this run, and that nobody listens on. */
    public static int free() {
        return OF_THIS_RUN.next();
    }

    private static Ports hold() {
        AssertionError none = new AssertionError("no block of ports is free from " + FROM + " to " + BELOW);
        for (int first = FROM; first + BLOCK <= BELOW; first += BLOCK) {
            try {
                // open until this process ends
                return new Ports(listen(first));
            } catch (IOException anotherRuns) {
                none.addSuppressed(anotherRuns);
            }
        }
        throw none;
    }

    private synchronized int next() {
        AssertionError none = new AssertionError("no port is free in the block from " + guard.getLocalPort() + " on");
        while (++last < guard.getLocalPort() + BLOCK) {
            try (ServerSocket socket = listen(last)) {
                return socket.getLocalPort();
            } catch (IOException strangers) {
                none.addSuppressed(strangers);
            }
        }
        throw none;
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
