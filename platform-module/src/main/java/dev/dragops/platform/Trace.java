package dev.dragops.platform;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a request took and how it ended, for whoever traces it by {@link TraceAgent}; nothing where no agent
 * is attached. The only place that writes spans. What can be told of a step is listed here, and each fact has a shape
 * that no secret and no word of a person has: what is not of that shape is left out. Exceptions are never told.
 */
public final class Trace implements AutoCloseable {
    private static final boolean ON = TraceAgent.isHere();
    private static final String NAME = "dev.dragops.connections";
    private static final String STATUS = "http.response.status_code";

    /** What is timed. */
    public enum Step {
        /** A sealed value is opened. */
        OPEN,
        /** A value is sealed. */
        SEAL,
        /** A change of data, from the begin of its transaction to the end of its commit. */
        CHANGE,
        /** An audit row is written; outside of a change, until it is durable. */
        AUDIT,
        /** A newer token is got, from the first wish to what is stored. */
        REFRESH,
        /** A provider is called. */
        PROVIDER;

        private final String label = name().toLowerCase(Locale.ROOT);
    }

    /** What is told of a step, beside how long it took. */
    public enum Fact {
        METHOD("http.request.method", "[A-Z]{3,7}"),
        /** With the names of what stands in the path, and never with what stands there. */
        ROUTE("http.route", "/[A-Za-z0-9/{}._-]{0,200}"),
        CONNECTION("dragops.connection", "conn_[0-9A-Za-z]{1,40}"),
        /** One word of a fixed set. */
        OUTCOME("dragops.outcome", "[a-z_]{1,30}");

        private final String attribute;
        private final Pattern shape;

        Fact(String attribute, String shape) {
            this.attribute = attribute;
            this.shape = Pattern.compile(shape);
        }
    }

    /** A thread's way out of a step, which goes on. */
    @FunctionalInterface
    public interface Entered extends AutoCloseable {
        @Override
        void close();
    }

    private final @Nullable Span span;

    private Trace(@Nullable Span span) {
        this.span = span;
    }

    /**
     * A request that came, as the next step of what its caller traces (W3C Trace Context), to be closed when it has its
     * answer.
     *
     * @param header the request's header of that name
     */
    public static Trace request(Function<String, Optional<String>> header) {
        if (!ON) {
            return new Trace(null);
        }
        Context caller = GlobalOpenTelemetry.getPropagators()
                .getTextMapPropagator()
                .extract(Context.root(), header, Headers.INSTANCE);
        return new Trace(builder("request", SpanKind.SERVER).setParent(caller).startSpan());
    }

    /** A step that ends elsewhere than here, below what this thread does; dropped unless it is closed. */
    public static Trace apart(Step step) {
        return ON ? new Trace(started(step)) : new Trace(null);
    }

    /** Does a step of what this thread does; without one to belong to it is done and not told. */
    public static <T> T in(Step step, Supplier<T> work) {
        return !ON || isRoot() ? work.get() : telling(step, trace -> work.get());
    }

    /** As {@link #in(Step, Supplier)}, for work that nobody waits to have a value of. */
    public static void run(Step step, Runnable work) {
        in(step, () -> {
            work.run();
            return true;
        });
    }

    /** As {@link #in(Step, Supplier)}, for work that tells of itself. */
    public static <T> T telling(Step step, Function<Trace, T> work) {
        if (!ON || isRoot()) {
            return work.apply(new Trace(null));
        }
        boolean done = false;
        try (Trace trace = apart(step)) {
            Entered here = trace.enter();
            try {
                T result = work.apply(trace);
                done = true;
                return result;
            } finally {
                here.close();
                if (!done) {
                    trace.failed();
                }
            }
        }
    }

    /** The same work, which belongs to what this thread does, whichever thread does it. */
    public static <T> Supplier<T> carried(Supplier<T> work) {
        return ON ? Context.current().wrapSupplier(work) : work;
    }

    /** The same threads; what they do belongs to what this thread does. */
    public static Executor carried(Executor threads) {
        return ON ? Context.current().wrap(threads) : threads;
    }

    /** What this thread does from now on belongs to this step, until the answer is closed on the same thread. */
    @SuppressWarnings("MustBeClosedChecker") // by whoever gets the answer
    public Entered enter() {
        if (span == null) {
            return () -> {};
        }
        Scope scope = span.makeCurrent();
        return scope::close;
    }

    /** Does work that belongs to this step, which goes on. */
    public <T> T within(Supplier<T> work) {
        Entered here = enter();
        try {
            return work.get();
        } finally {
            here.close();
        }
    }

    /** Tells a fact, where it is of its shape. */
    public Trace with(Fact fact, String value) {
        if (span != null && fact.shape.matcher(value).matches()) {
            span.setAttribute(fact.attribute, value);
        }
        return this;
    }

    /** Tells the status of an answer. */
    public Trace answered(int status) {
        if (span != null) {
            span.setAttribute(STATUS, status);
            if (status >= 500) {
                failed();
            }
        }
        return this;
    }

    /** Tells what a request was, once that is known. */
    public Trace asked(String method, String route) {
        with(Fact.METHOD, method).with(Fact.ROUTE, route);
        if (span != null
                && Fact.METHOD.shape.matcher(method).matches()
                && Fact.ROUTE.shape.matcher(route).matches()) {
            span.updateName(method + " " + route);
        }
        return this;
    }

    /** Says that the step failed; why is in the log. */
    public void failed() {
        if (span != null) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    /** The id of the whole trace (32 hexadecimal digits), for the log. */
    public Optional<String> id() {
        return Optional.ofNullable(span).map(traced -> traced.getSpanContext().getTraceId());
    }

    /** Ends the step. */
    @Override
    public void close() {
        if (span != null) {
            span.end();
        }
    }

    private static boolean isRoot() {
        return !Span.current().getSpanContext().isValid();
    }

    private static Span started(Step step) {
        return builder(step.label, step == Step.PROVIDER ? SpanKind.CLIENT : SpanKind.INTERNAL)
                .startSpan();
    }

    private static SpanBuilder builder(String name, SpanKind kind) {
        return GlobalOpenTelemetry.getTracer(NAME).spanBuilder(name).setSpanKind(kind);
    }

    /** The headers of a request, for the agent. */
    private enum Headers implements TextMapGetter<Function<String, Optional<String>>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Function<String, Optional<String>> carrier) {
            // those of the one format that is used; asked for by others alone
            return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable Function<String, Optional<String>> carrier, String key) {
            return carrier == null ? null : carrier.apply(key).orElse(null);
        }
    }
}
