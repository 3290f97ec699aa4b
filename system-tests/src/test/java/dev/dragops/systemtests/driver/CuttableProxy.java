package dev.dragops.systemtests.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a port of this machine that can be cut off, or frozen so that nobody is told, and restored. */
public final class CuttableProxy implements AutoCloseable {
    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Object thaw = new Object();
    private volatile boolean cut;
    private boolean frozen;

    public CuttableProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(Ports.free(), 200, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Breaks what is connected, and whatever tries to connect. */
    public void cut() {
        cut = true;
        synchronized (thaw) {
            thaw.notifyAll();
        }
        open.forEach(CuttableProxy::close);
    }

    /** Lets nothing pass in either direction, and keeps all connections open: a network that swallows packets. */
    public void freeze() {
        synchronized (thaw) {
            frozen = true;
        }
    }

    /** Lets everything pass again, what was held back first. */
    public void restore() {
        cut = false;
        synchronized (thaw) {
            frozen = false;
            thaw.notifyAll();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        restore();
        cut();
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        Socket server = new Socket();
        open.add(server);
        try {
            awaitThaw();
            if (!cut) {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                threads.execute(() -> pump(server, client));
                pump(client, server);
            }
        } catch (IOException refused) {
            close(server);
        } finally {
            close(client);
            open.remove(client);
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] block = new byte[8192];
            for (int read = in.read(block); read >= 0 && !cut; read = in.read(block)) {
                awaitThaw();
                if (cut) {
                    return; // what was held back is lost
                }
                out.write(block, 0, read);
            }
        } catch (IOException ended) {
            return; // either side did, or we were cut off
        } finally {
            open.remove(from);
        }
    }

    private void awaitThaw() throws IOException {
        synchronized (thaw) {
            while (frozen && !cut) {
                try {
                    thaw.wait();
                } catch (InterruptedException ending) {
                    Thread.currentThread().interrupt();
                    throw new IOException(ending);
                }
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            throw new UncheckedIOException(alreadyBroken);
        }
    }
}
