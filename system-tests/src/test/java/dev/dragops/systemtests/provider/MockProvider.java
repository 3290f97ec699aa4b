package dev.dragops.systemtests.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on loopback with as many authorization servers as are asked for, each under its name. */
public final class MockProvider implements AutoCloseable {
    private final ServerSocket listener;
    private final URI base;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "provider");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Realm> realms = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    private MockProvider(ServerSocket listener) {
        this.listener = listener;
        this.base = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        threads.execute(this::accept);
    }

    public static MockProvider start(int port) {
        try {
            return new MockProvider(new ServerSocket(port, 500, InetAddress.getLoopbackAddress()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public URI base() {
        return base;
    }

    /** Its address as {@code DRAGOPS_EGRESS_ALLOW} names it. */
    public String authority() {
        return base.getAuthority();
    }

    public Realm realm(String name) {
        return realms.computeIfAbsent(name, any -> new Realm(name, base.resolve("/" + name)));
    }

    /** How many connections were ever made to it. */
    public int accepted() {
        return accepted.get();
    }

    /** What a request had that no client of its may send. */
    public Queue<Throwable> faults() {
        return faults;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Optional<Exchange> exchange = Exchange.read(socket);
            if (exchange.isPresent()) {
                String[] parts = exchange.get().path().split("/", 3);
                realm(parts[1]).serve(exchange.get(), parts.length > 2 ? "/" + parts[2] : "/");
            }
        } catch (IOException hungUp) {
            return; // as clients do that were killed, or have waited long enough
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (AssertionError | RuntimeException fault) {
            faults.add(fault);
        }
    }
}
