package dev.dragops.oauth.egress;

import dev.dragops.oauth.egress.Answer.NoAnswer;
import dev.dragops.oauth.egress.Answer.NotSent;
import dev.dragops.oauth.egress.Answer.Received;
import dev.dragops.oauth.egress.Answer.TargetRefused;
import dev.dragops.platform.HostPort;
import dev.dragops.platform.Trace;
import dev.dragops.vault.Plaintext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes outgoing calls (threats.md, 7 and 8): no redirects, no resends, no decompression, no cookies, no proxy of the
 * system, a connection of its own for each call. A host is resolved once, each of its addresses must be public, and one
 * of those that were checked is connected to. Everything about a call ends with its deadline.
 */
public final class EgressClient implements AutoCloseable {
    /** What an answer's body may have, in bytes. */
    public static final int LARGEST = 64 * 1024;

    private static final String SENT = "dev.dragops.sent";
    private static final int DNS_THREADS = 256;

    /** Asks for a host's addresses. */
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * How long things may take.
     *
     * @param connect for the resolution, the connection and TLS, each
     * @param total for all of a call
     */
    public record Limits(Duration connect, Duration total) {}

    private final Set<HostPort> allow;
    private final Limits limits;
    private final CloseableHttpClient guarded;
    private final CloseableHttpClient trusting;
    private final ExecutorService dns;
    private final ScheduledExecutorService deadlines;

    public EgressClient(Set<HostPort> allow, Lookup lookup, Limits limits) {
        this.allow = Set.copyOf(allow);
        this.limits = limits;
        this.dns = Executors.newFixedThreadPool(DNS_THREADS, EgressClient::daemon);
        this.deadlines = Executors.newSingleThreadScheduledExecutor(EgressClient::daemon);
        this.guarded = client(new Resolver(lookup, true));
        this.trusting = client(new Resolver(lookup, false));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "dragops-egress");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The target as it would be called.
     *
     * @throws Target.Refused where it is none that this server calls
     */
    public Target target(String url) throws Target.Refused {
        return Target.of(url, allow);
    }

    /** Makes the call, once. */
    public Answer send(Outgoing outgoing) {
        return Trace.telling(Trace.Step.PROVIDER, trace -> {
            Answer answer = call(outgoing);
            tell(trace, answer);
            return answer;
        });
    }

    private static void tell(Trace trace, Answer answer) {
        if (answer instanceof Received received) {
            trace.answered(received.status()).with(Trace.Fact.OUTCOME, "received");
        } else if (answer instanceof NoAnswer none) {
            none.status().ifPresent(trace::answered);
            trace.with(Trace.Fact.OUTCOME, "no_answer").failed();
        } else {
            trace.with(Trace.Fact.OUTCOME, answer instanceof NotSent ? "not_sent" : "target_refused")
                    .failed();
        }
    }

    private Answer call(Outgoing outgoing) {
        Target target;
        try {
            target = target(outgoing.url());
        } catch (Target.Refused refused) {
            return new TargetRefused(refused.getMessage());
        }
        HttpUriRequestBase request = new HttpUriRequestBase(outgoing.method(), target.uri());
        outgoing.headers().forEach(request::setHeader);
        outgoing.body()
                .ifPresent(body -> request.setEntity(
                        new ByteArrayEntity(body.bytes().reveal(), ContentType.parse(body.contentType()))));
        AtomicBoolean sent = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(SENT, sent);
        ScheduledFuture<?> deadline = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.abort();
                },
                limits.total().toMillis(),
                TimeUnit.MILLISECONDS);
        Reading reading = new Reading();
        try {
            return (target.allowed() ? trusting : guarded).execute(request, context, reading::read);
        } catch (NotPublic notPublic) {
            return new TargetRefused("The address is not a public one");
        } catch (IOException | IllegalStateException | UnsupportedOperationException failed) {
            // HttpClient tells of an aborted request by either; what it says may repeat what it was sent
            String why = late.get() ? "timeout" : reading.tooLarge ? "too_large" : why(failed);
            return sent.get() ? new NoAnswer(why, reading.status) : new NotSent(why);
        } finally {
            deadline.cancel(false);
        }
    }

    private static String why(Exception failed) {
        if (failed instanceof UnknownHostException) {
            return "no_address";
        }
        if (failed instanceof javax.net.ssl.SSLException) {
            return "tls";
        }
        return failed instanceof java.io.InterruptedIOException ? "timeout" : "connection";
    }

    @Override
    public void close() {
        try {
            guarded.close();
            trusting.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            dns.shutdownNow();
            deadlines.shutdownNow();
        }
    }

    private CloseableHttpClient client(DnsResolver resolver) {
        Timeout connect = Timeout.of(limits.connect());
        Timeout total = Timeout.of(limits.total());
        Http1Config http = Http1Config.custom()
                .setMaxHeaderCount(100)
                .setMaxLineLength(16 * 1024)
                .setMaxEmptyLineCount(5)
                .build();
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setTlsSocketStrategy(DefaultClientTlsStrategy.createDefault())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(http)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(total)
                                .build())
                        .setMaxConnTotal(2_000)
                        .setMaxConnPerRoute(500)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(connect)
                        .setResponseTimeout(total)
                        .setProtocolUpgradeEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setRedirectsEnabled(false)
                        .build())
                .setRequestExecutor(new Noting())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("DRAGOPS-Connections")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** Notes the moment from which the other side may have seen something. */
    private static final class Noting extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback information,
                HttpContext context)
                throws IOException, HttpException {
            note(context);
            return super.execute(request, connection, information, context);
        }

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request, HttpClientConnection connection, HttpContext context)
                throws IOException, HttpException {
            note(context);
            return super.execute(request, connection, context);
        }

        private static void note(HttpContext context) {
            if (context.getAttribute(SENT) instanceof AtomicBoolean sent) {
                sent.set(true);
            }
        }
    }

    /** Reads one answer, up to the limit. */
    private static final class Reading {
        Optional<Integer> status = Optional.empty();
        boolean tooLarge;

        Received read(ClassicHttpResponse response) throws IOException {
            status = Optional.of(response.getCode());
            Plaintext body = body(response.getEntity());
            String type = header(response, "Content-Type").orElse("");
            int parameters = type.indexOf(';');
            return new Received(
                    response.getCode(),
                    (parameters < 0 ? type : type.substring(0, parameters))
                            .strip()
                            .toLowerCase(Locale.ROOT),
                    header(response, "Retry-After"),
                    header(response, "Content-Encoding")
                            .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                            .isPresent(),
                    body);
        }

        private static Optional<String> header(ClassicHttpResponse response, String name) {
            return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
        }

        private Plaintext body(@org.jspecify.annotations.Nullable HttpEntity entity) throws IOException {
            if (entity == null) {
                return Plaintext.of(new byte[0]);
            }
            byte[] room = new byte[LARGEST + 1];
            try (InputStream in = entity.getContent()) {
                int length = in.readNBytes(room, 0, room.length);
                if (length > LARGEST) {
                    tooLarge = true;
                    // or closing the stream would read the rest of it
                    throw new IOException("the answer is too large");
                }
                return Plaintext.of(Arrays.copyOf(room, length));
            } finally {
                Arrays.fill(room, (byte) 0);
            }
        }
    }

    /** An address that is not public, met as a host was resolved. */
    private static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;
    }

    /** Resolves within its time, and answers checked addresses only. */
    private final class Resolver implements DnsResolver {
        private final Lookup lookup;
        private final boolean publicOnly;

        Resolver(Lookup lookup, boolean publicOnly) {
            this.lookup = lookup;
            this.publicOnly = publicOnly;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = addresses(host);
            if (addresses.length == 0) {
                throw new UnknownHostException();
            }
            if (publicOnly && !Arrays.stream(addresses).allMatch(PublicAddress::is)) {
                throw new NotPublic();
            }
            return addresses;
        }

        private InetAddress[] addresses(String host) throws UnknownHostException {
            Future<InetAddress[]> asked = dns.submit(() -> lookup.addresses(host));
            try {
                return asked.get(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException unknown) {
                asked.cancel(true);
                throw new UnknownHostException();
            } catch (InterruptedException interrupted) {
                asked.cancel(true);
                Thread.currentThread().interrupt();
                throw new UnknownHostException();
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
