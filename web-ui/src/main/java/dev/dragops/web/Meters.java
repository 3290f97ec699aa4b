package dev.dragops.web;

import dev.dragops.accounts.AuditSealer;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Scope;
import dev.dragops.connections.Backlogs;
import dev.dragops.connections.Refreshing;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a monitoring system is told, in the text format of Prometheus: the same on every server, since each brings
 * another half of what there is for this. The modules count with Micrometer's static registry; this one keeps what they
 * count. No label ever names a person, an object or an address: they stay few, and tell nothing.
 */
@ApplicationScoped
public class Meters {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Kept, since finding one anew costs more than counting by it. */
    private static final Map<Kind, Timer> REQUESTS = new ConcurrentHashMap<>();

    /** What requests are counted by. */
    private record Kind(String method, int hundreds, boolean api, String route) {
        Timer timer() {
            return Timer.builder("dragops.http.requests")
                    .tag("method", method)
                    .tag("status", hundreds + "xx")
                    .tag("area", api ? "api" : "pages")
                    .tag("route", route)
                    .register(Metrics.globalRegistry);
        }
    }

    @EJB
    AuditSealer auditSealer;

    @EJB
    Backlogs backlogs;

    @EJB
    Refreshing refreshing;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final MultiGauge jobs =
            MultiGauge.builder("dragops.jobs.late.seconds").register(registry);
    private final AtomicLong lagMillis = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Counts from the start on. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
        registry.gauge("dragops.audit.lag.seconds", lagMillis, millis -> millis.get() / 1000.0);
        registry.gauge("dragops.refreshes.waiting", waiting);
        Metrics.addRegistry(registry);
    }

    @PreDestroy
    void stop() {
        Metrics.removeRegistry(registry);
        collections.close();
        registry.close();
    }

    /**
     * All of it at this moment. It takes {@link Scope#METRICS_READ} and an administrator.
     *
     * @throws dev.dragops.accounts.AccountsException.InsufficientScope where the scope is missing
     * @throws dev.dragops.accounts.AccountsException.AdministratorRequired for a member
     */
    public String scrape(Caller caller) {
        caller.require(Scope.METRICS_READ);
        caller.requireAdministrator();
        lagMillis.set(auditSealer.lag().toMillis());
        waiting.set(refreshing.waiting());
        jobs.register(
                backlogs.ofEveryJob().stream()
                        .map(job -> MultiGauge.Row.of(
                                Tags.of("job", job.job()), job.late().toSeconds()))
                        .toList(),
                true);
        return registry.scrape();
    }

    /** A request that was answered. */
    static void request(HttpServletRequest request, int status, long nanos) {
        Kind kind = new Kind(
                METHODS.contains(request.getMethod()) ? request.getMethod() : "other",
                status / 100,
                Problems.isForPrograms(request),
                CurrentRequest.routeOf(request));
        REQUESTS.computeIfAbsent(kind, Kind::timer).record(nanos, TimeUnit.NANOSECONDS);
    }
}
