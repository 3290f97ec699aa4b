package dev.dragops.web;

import dev.dragops.connections.Refreshing;
import dev.dragops.platform.Drain;
import dev.dragops.platform.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this node has begun and not ended, and whether it takes more: whoever stops it waits until nothing is under way.
 */
@ApplicationScoped
public class Traffic {
    @EJB
    Refreshing refreshing;

    private final AtomicInteger requests = new AtomicInteger();
    private Drain drain = new Drain(Settings.fromEnvironment());

    /** For the server. */
    public Traffic() {}

    /** For tests. */
    Traffic(Drain drain) {
        this.drain = drain;
    }

    @PostConstruct
    void start() {
        drain.begin();
    }

    /** To be called when the product starts: a drain that an earlier run was told of is over. */
    void open() {
        // its construction did it
    }

    /** Counts a request that came, and answers whether it may be served; either way it has to {@link #leave()}. */
    Drain.Phase enter() {
        // first, so that whoever sees a closed node with nothing under way knows that nothing comes after
        requests.incrementAndGet();
        return drain.phase();
    }

    void leave() {
        requests.decrementAndGet();
    }

    /** Whether this node is not to be stopped, at this moment. */
    public boolean isOpen() {
        return drain.look() == Drain.Phase.OPEN;
    }

    /** How many requests have no answer yet, and calls to providers no end. */
    public int inFlight() {
        return requests.get() + refreshing.underWay();
    }
}
