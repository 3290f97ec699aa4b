package dev.dragops.web;

import dev.dragops.accounts.AccountsException;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.WebApplicationException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An error as a caller gets it: {@code application/problem+json} of RFC 9457, which carries the contract's
 * text for a person and our {@code code} beside. Never holds input values, SQL, class names or stack traces.
 *
 * @param status that of the type, but for statuses that only a server gives
 * @param message one sentence for a person
 * @param errors the fields that were refused
 * @param headers what belongs to the error, such as {@code Retry-After}
 * @param concerns the id of the object that it is about, for the audit trail alone
 */
public record Problem(
        ProblemType type,
        int status,
        String message,
        List<FieldError> errors,
        Map<String, String> headers,
        Optional<String> concerns,
        String requestId) {
    /** Kept, since finding it searches the class path each time. */
    private static final JsonProvider JSON = JsonProvider.provider();

    /** Of RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int DEEPEST_CAUSE = 30;

    /**
     * What has no exception of the database with a state: servers throw these where their pools have no connection, and
     * where a commit failed, of which Payara keeps no more than the text; Hibernate throws the last where a row was changed
     * or was gone since it was read, after which nothing is done, and whoever asks again gets the answer.
     */
    private static final Set<String> FAILURES_WITHOUT_STATE = Set.of(
            "ResourceException",
            "ResourceAllocationException",
            "PoolingException",
            "JDBCConnectionException",
            "XAException",
            "OptimisticLockException");

    /**
     * States, or their classes, that say nothing against the statement: a lost connection, a user who may not enter any
     * more, a deadlock, a statement that somebody or a limit ended.
     */
    private static final List<String> NOT_NOW = List.of("08", "28", "40001", "70100");

    /**
     * MariaDB's errors that say the same and have no such state: a disk, a table or a memory that is full, a locked user,
     * a host or a user with too many connections, a lock that did not come free, a table that is changed meanwhile, a
     * server that only reads, a commit that failed.
     */
    private static final Set<Integer> CANNOT_NOW = Set.of(
            1021, 1026, 1030, 1037, 1041, 1114, 1129, 1180, 1203, 1205, 1206, 1223, 1226, 1290, 1412, 1836, 4151);

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    /** What a caller is told of that exception, however deep the servers wrapped the cause. */
    public static Problem of(Throwable thrown, String requestId) {
        Optional<DragopsException> foreseen = causes(thrown)
                .filter(DragopsException.class::isInstance)
                .map(DragopsException.class::cast)
                .findFirst();
        if (foreseen.isPresent()) {
            return of(foreseen.get(), requestId);
        }
        if (thrown instanceof WebApplicationException refused) {
            return of(refused, requestId);
        }
        return of(isDatabaseAway(thrown) ? ProblemType.DATABASE_UNAVAILABLE : ProblemType.INTERNAL_ERROR, requestId);
    }

    /** The problem that a bare status stands for. */
    public static Problem ofStatus(int status, String requestId) {
        ProblemType type = ProblemType.ofStatus(status);
        Problem problem = of(type, requestId);
        return new Problem(type, status, problem.message, List.of(), problem.headers, Optional.empty(), requestId);
    }

    private static Problem of(DragopsException foreseen, String requestId) {
        ProblemType type = ProblemType.of(foreseen.code()).orElse(ProblemType.INTERNAL_ERROR);
        Map<String, String> headers = retryAfter(foreseen)
                .map(seconds -> Map.of("Retry-After", Long.toString(seconds)))
                .orElseGet(() -> headersOf(type));
        return new Problem(
                type,
                type.status(),
                String.valueOf(foreseen.getMessage()),
                foreseen.fieldErrors(),
                headers,
                foreseen.concerns(),
                requestId);
    }

    private static Optional<Long> retryAfter(DragopsException foreseen) {
        if (foreseen instanceof AccountsException.TooManyAttempts throttled) {
            return Optional.of(throttled.retryAfterSeconds());
        }
        return foreseen instanceof ConnectionsException.TokenUnavailable retried
                ? Optional.of(retried.retryAfterSeconds())
                : Optional.empty();
    }

    private static Problem of(WebApplicationException refused, String requestId) {
        Problem problem = ofStatus(refused.getResponse().getStatus(), requestId);
        String allow = refused.getResponse().getHeaderString("Allow");
        return allow == null
                ? problem
                : new Problem(
                        problem.type,
                        problem.status,
                        problem.message,
                        List.of(),
                        Map.of("Allow", allow),
                        Optional.empty(),
                        requestId);
    }

    /** A problem that says no more than its type. */
    static Problem of(ProblemType type, String requestId) {
        String message =
                switch (type) {
                    case NOT_FOUND -> "There is nothing at this address";
                    case METHOD_NOT_ALLOWED -> "This address does not take this method";
                    case NOT_ACCEPTABLE -> "This address does not answer in a media type that the request accepts";
                    case UNSUPPORTED_MEDIA_TYPE -> "The body must be application/json in UTF-8";
                    case MALFORMED_REQUEST -> "The request is not well-formed";
                    case TOKEN_UNAVAILABLE, PROVIDER_BUSY ->
                        "The provider has not answered in time; try again in a few seconds";
                    case SERVER_STOPPING -> "This server is being stopped and did nothing; try again in a second";
                    case DATABASE_UNAVAILABLE -> "The database cannot be reached; try again in a few seconds";
                    case INTERNAL_ERROR -> "Something went wrong here; the server's log has it under the request id";
                    default -> type.title();
                };
        return new Problem(type, type.status(), message, List.of(), headersOf(type), Optional.empty(), requestId);
    }

    private static Map<String, String> headersOf(ProblemType type) {
        return switch (type) {
            case UNAUTHENTICATED, INVALID_LOGIN -> Map.of("WWW-Authenticate", "Bearer");
            case DATABASE_UNAVAILABLE, PROVIDER_BUSY, TOKEN_UNAVAILABLE -> Map.of("Retry-After", "5");
            case SERVER_STOPPING -> Map.of("Retry-After", "1");
            default -> Map.of();
        };
    }

    /**
     * By the SQL state where there is one, since MariaDB's driver makes a "transient connection" exception of every
     * error that it has no other class for. Where a commit failed, WildFly has the reason beside the causes.
     */
    private static boolean isDatabaseAway(Throwable thrown) {
        Optional<SQLException> told = causes(thrown)
                .flatMap(cause -> Stream.concat(
                        Stream.of(cause), Arrays.stream(cause.getSuppressed()).flatMap(Problem::causes)))
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(failed -> failed.getSQLState() != null)
                .findFirst();
        return told.map(known -> NOT_NOW.stream().anyMatch(known.getSQLState()::startsWith)
                        || CANNOT_NOW.contains(known.getErrorCode()))
                .orElseGet(() -> causes(thrown)
                        .anyMatch(cause -> cause instanceof SQLTransientConnectionException
                                || FAILURES_WITHOUT_STATE.contains(
                                        cause.getClass().getSimpleName())));
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }

    private static JsonObjectBuilder toJson(FieldError error) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("field", error.field())
                .add("code", error.code())
                .add("message", error.message());
        error.line().ifPresent(line -> json.add("line", line));
        return json;
    }

    /** The body. */
    public byte[] toJson() {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("type", type.uri())
                .add("title", type.title())
                .add("status", status)
                .add("detail", message)
                .add("error", message)
                .add("code", type.name());
        if (!errors.isEmpty()) {
            JsonArrayBuilder fields = JSON.createArrayBuilder();
            errors.forEach(error -> fields.add(toJson(error)));
            json.add("errors", fields);
        }
        return json.add("requestId", requestId).build().toString().getBytes(StandardCharsets.UTF_8);
    }
}
