package dev.dragops.connections;

import dev.dragops.accounts.AuditTrail;
import dev.dragops.connections.Claimed.Claim;
import dev.dragops.connections.Grants.Wish;
import dev.dragops.oauth.OAuthApp;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthException;
import dev.dragops.oauth.ProviderCalls;
import dev.dragops.oauth.ProviderClient;
import dev.dragops.oauth.TokenReply;
import dev.dragops.platform.Ids;
import dev.dragops.platform.Trace;
import dev.dragops.vault.Vault;
import io.micrometer.core.instrument.Metrics;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Gets newer tokens, so that none is lost and none is asked for twice: on this node all who want one share a flight,
 * between nodes the lease in the row decides, and what the provider answered is held until it is stored. No thread of a
 * request and no transaction waits for a provider.
 *
 * <p>A flight claims on the thread that then calls, so that no claim waits in a queue. It ends when the row is settled;
 * whoever waited reads there what came of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each sees to its own failures
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Refreshing {
    private static final System.Logger LOG = System.getLogger(Refreshing.class.getName());

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 2_000;
    private static final long POLL_MILLIS = 100;
    private static final long POLL_SPREAD_MILLIS = 150;
    private static final long RETRY_AFTER_SECONDS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(12);
    private static final Duration LONGEST_END = Duration.ofSeconds(11);

    /** Why a newer token is wanted. */
    public enum Cause {
        /** It is about to be handed out, and at its end or near it. */
        NEEDED,
        /** The job found it due. */
        DUE,
        /** A person pressed the button. */
        ASKED,
        /** The provider refused it before its end. */
        REJECTED
    }

    @PersistenceContext(unitName = "connections")
    private EntityManager entityManager;

    @Resource
    private ManagedThreadFactory threadFactory;

    @EJB
    private OwnWork ownWork;

    @EJB
    private Packs packs;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    @EJB
    private OAuthApps apps;

    @EJB
    private ProviderCalls calls;

    @EJB
    private ProviderClient client;

    private final String owner = Ids.next("node");
    private final Map<ConnectionId, Flight> flights = new ConcurrentHashMap<>();
    private final Map<Provider, AtomicInteger> waiting = new ConcurrentHashMap<>();
    private ScheduledExecutorService threads;
    private Holding holding;
    private GrantStore store;
    private Grants grants;

    /** For the server. */
    public Refreshing() {}

    /** For tests. */
    Refreshing(
            EntityManager entityManager,
            OwnWork ownWork,
            Packs packs,
            Vault vault,
            AuditTrail auditTrail,
            OAuthApps apps,
            ProviderCalls calls,
            ProviderClient client) {
        this.entityManager = entityManager;
        this.ownWork = ownWork;
        this.packs = packs;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.apps = apps;
        this.calls = calls;
        this.client = client;
        assemble(Executors.defaultThreadFactory());
    }

    @PostConstruct
    void start() {
        assemble(threadFactory);
    }

    private void assemble(ThreadFactory factory) {
        threads = Executors.newScheduledThreadPool(THREADS, factory);
        holding = new Holding(threads);
        store = new GrantStore(entityManager);
        grants = new Grants(store, packs, vault, auditTrail);
    }

    @PreDestroy
    void stop() {
        awaitFlights();
        holding.finish(LONGEST_END);
        threads.shutdownNow();
    }

    /** What is at a provider now comes back yet, and is stored. */
    private void awaitFlights() {
        CompletableFuture<?> all = CompletableFuture.allOf(
                flights.values().stream().map(Flight::done).toArray(CompletableFuture[]::new));
        try {
            all.get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            LOG.log(Level.DEBUG, "a refresh failed as the server ended", failed);
        } catch (TimeoutException late) {
            LOG.log(Level.WARNING, () -> "the server ends with " + flights.size() + " refreshes under way", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many refreshes and other calls to providers this server has begun, whose end is not stored yet. */
    public int underWay() {
        return flights.size() + holding.size() + calls.running();
    }

    /** How many callers wait here for a newer token. */
    public int waiting() {
        return waiting.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** For what is done when an answer of a provider came: neither a request's thread nor one of a provider's. */
    public Executor threads() {
        return threads;
    }

    /** As {@link Holding#until}: for answers of providers that must not be lost. */
    public <T> CompletableFuture<T> holding(Supplier<T> step) {
        return holding.until(() -> ownWork.run(step));
    }

    /**
     * Sees to a newer token than that of the generation. Ends when the row tells what came of it, which may be nothing;
     * fails by {@link ConnectionsException.TokenUnavailable} where that takes too long, or too many are waiting.
     */
    public CompletableFuture<ConnectionId> refresh(
            ConnectionId connection, Provider provider, long generation, Cause cause) {
        Wish wish = new Wish(connection, provider, generation, cause);
        if (cause == Cause.DUE) {
            return join(wish).whenComplete((done, failed) -> {
                if (failed != null) {
                    log(failed);
                }
            });
        }
        AtomicInteger waiters = waiting.computeIfAbsent(provider, any -> new AtomicInteger());
        if (waiters.incrementAndGet() > MOST_WAITING) {
            waiters.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new ConnectionsException.TokenUnavailable(connection, RETRY_AFTER_SECONDS));
        }
        return join(wish)
                .copy()
                .orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failed) -> waiters.decrementAndGet())
                .exceptionallyCompose(failed -> CompletableFuture.failedFuture(notNow(connection, failed)));
    }

    /** What a caller is told where this server could not do what it does; the cause is for the log. */
    static ConnectionsException.TokenUnavailable notNow(ConnectionId connection, Throwable failed) {
        log(failed);
        return new ConnectionsException.TokenUnavailable(connection, RETRY_AFTER_SECONDS);
    }

    private static void log(Throwable failed) {
        Throwable cause = Answers.cause(failed);
        if (!(cause instanceof TimeoutException || cause instanceof OAuthException.ProviderBusy)) {
            LOG.log(Level.WARNING, "a refresh could not be made", cause);
        }
    }

    private record Flight(Wish wish, CompletableFuture<ConnectionId> done, Trace trace) {}

    private CompletableFuture<ConnectionId> join(Wish wish) {
        Flight mine = new Flight(wish, new CompletableFuture<>(), Trace.apart(Trace.Step.REFRESH));
        Flight flight = flights.putIfAbsent(wish.connection(), mine);
        if (flight == null) {
            threads.execute(() -> fly(mine));
            return mine.done();
        }
        if (flight.wish().generation() >= wish.generation()) {
            return flight.done();
        }
        // that one is after a token older than the one found wanting
        return flight.done().handle((done, failed) -> wish).thenCompose(this::join);
    }

    /** What one turn of a flight brought. */
    private record Turn(Claimed claimed, Optional<Answer> answer) {}

    private record Answer(TokenReply reply, long sentAt, Optional<OAuthApp> app) {}

    private void fly(Flight flight) {
        Wish wish = flight.wish();
        calls.run(wish.provider().value(), () -> flight.trace().within(() -> turn(wish)))
                .whenComplete((turn, failed) -> {
                    if (failed != null) {
                        land(flight, Optional.of(failed));
                    } else if (turn.claimed() instanceof Claim claim
                            && turn.answer().isPresent()) {
                        settle(flight, claim, turn.answer().get());
                    } else if (turn.claimed() instanceof Claimed.Busy) {
                        waitForTheOther(flight);
                    } else {
                        land(flight, Optional.empty());
                    }
                });
    }

    private Turn turn(Wish wish) {
        Optional<OAuthApp> app = apps.find(wish.provider().value());
        Claimed claimed = ownWork.run(() -> grants.claim(wish, app, owner));
        if (!(claimed instanceof Claim claim)) {
            return new Turn(claimed, Optional.empty());
        }
        long sentAt = System.nanoTime();
        return new Turn(claim, Optional.of(new Answer(ask(claim), sentAt, app)));
    }

    private TokenReply ask(Claim claim) {
        try {
            if (claim.ownClient().isPresent()) {
                Claimed.OwnClient own = claim.ownClient().get();
                return client.clientCredentials(
                        claim.definition(), claim.values(), claim.scopes(), own.id(), own.secret());
            }
            return client.refresh(
                    claim.definition(),
                    claim.values(),
                    claim.scopes(),
                    claim.refreshToken().orElseThrow());
        } catch (OAuthException refused) {
            // refused by this server before anything was sent
            return new TokenReply.NotSent(refused.code());
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, () -> "the refresh of " + claim.connection() + " failed in this server", failed);
            return new TokenReply.Unknown("failed here");
        }
    }

    private void settle(Flight flight, Claim claim, Answer answer) {
        String outcome = answer.reply().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        Metrics.counter("dragops.refreshes", "outcome", outcome).increment();
        flight.trace().with(Trace.Fact.OUTCOME, outcome);
        CompletableFuture.supplyAsync(
                        () -> holding.until(() -> flight.trace()
                                .within(() -> ownWork.run(() -> {
                                    grants.settle(
                                            claim,
                                            answer.reply(),
                                            Duration.ofNanos(System.nanoTime() - answer.sentAt()));
                                    return claim;
                                }))),
                        threads)
                .thenCompose(stored -> stored)
                .whenComplete((stored, failed) -> {
                    claim.close();
                    if (answer.reply() instanceof TokenReply.Granted granted) {
                        granted.tokens().close();
                    }
                    land(flight, Optional.ofNullable(failed));
                    tellApp(claim, answer);
                })
                .whenComplete((stored, failed) -> {
                    if (failed != null) {
                        LOG.log(Level.WARNING, () -> "the refresh of " + claim.connection() + " was not ended", failed);
                    }
                });
    }

    /** A provider that does not know this server is a fault of the app, to be shown there. */
    private void tellApp(Claim claim, Answer answer) {
        if (claim.ownClient().isPresent()) {
            return;
        }
        boolean known = answer.app().flatMap(OAuthApp::problem).isPresent();
        if (answer.reply() instanceof TokenReply.Refused refused && Grants.isAboutTheClient(refused.error())) {
            apps.tell(claim.definition().provider(), Optional.of(refused.error()));
        } else if (known && answer.reply() instanceof TokenReply.Granted) {
            apps.tell(claim.definition().provider(), Optional.empty());
        }
    }

    private void waitForTheOther(Flight flight) {
        long wait = POLL_MILLIS + ThreadLocalRandom.current().nextLong(POLL_SPREAD_MILLIS);
        threads.schedule(() -> look(flight), wait, TimeUnit.MILLISECONDS);
    }

    private void look(Flight flight) {
        try {
            Optional<GrantStore.Progress> progress =
                    ownWork.run(() -> store.progress(flight.wish().connection()));
            if (progress.isEmpty()
                    || progress.get().generation() > flight.wish().generation()) {
                land(flight, Optional.empty());
            } else if (progress.get().leased()) {
                waitForTheOther(flight);
            } else {
                fly(flight);
            }
        } catch (RuntimeException | Error failed) { // whoever waits must hear of an error too
            land(flight, Optional.of(failed));
        }
    }

    private void land(Flight flight, Optional<Throwable> failed) {
        flights.remove(flight.wish().connection(), flight);
        flight.trace().with(Trace.Fact.CONNECTION, flight.wish().connection().value());
        if (failed.isPresent()) {
            flight.trace().failed();
        }
        flight.trace().close();
        failed.ifPresentOrElse(flight.done()::completeExceptionally, () -> flight.done()
                .complete(flight.wish().connection()));
    }
}
