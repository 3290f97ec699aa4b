package dev.dragops.launcher;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is to be stopped when this process ends, by whatever way it ends: a signal, a refusal, a server that died. The
 * server goes before its database.
 */
final class Shutdown {
    /** One thing to stop. */
    interface Step {
        void stop() throws InterruptedException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private boolean begun;

    private Shutdown() {}

    static Shutdown install() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "shutdown"));
        return shutdown;
    }

    /** To be stopped before everything named so far. */
    void first(Step step) throws InterruptedException {
        synchronized (this) {
            if (!begun) {
                steps.addFirst(step);
                return;
            }
        }
        // the signal came while this was being started: the others are being stopped already
        step.stop();
    }

    /** Whether this process is ending already, and what dies now dies because of that. */
    synchronized boolean hasBegun() {
        return begun;
    }

    private void run() {
        synchronized (this) {
            begun = true;
        }
        try {
            for (Step step : steps) {
                step.stop();
            }
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }
}
