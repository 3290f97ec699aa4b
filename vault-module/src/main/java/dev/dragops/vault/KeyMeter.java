package dev.dragops.vault;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often this node did one thing with each key, for its operator. The life of a key is counted elsewhere ({@link Uses}). */
final class KeyMeter {
    private final String operation;
    private final Map<Integer, Counter> counters = new ConcurrentHashMap<>();

    KeyMeter(String operation) {
        this.operation = operation;
    }

    void count(int key) {
        counters.computeIfAbsent(
                        key,
                        id -> Metrics.counter(
                                "dragops.seal.operations", "operation", operation, "key", Integer.toString(id)))
                .increment();
    }
}
