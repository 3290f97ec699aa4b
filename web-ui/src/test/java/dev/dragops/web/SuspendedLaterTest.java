package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Execution;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.TokenId;
import dev.dragops.accounts.UserId;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.Ids;
import dev.dragops.vault.Plaintext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.TimeoutHandler;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A request that waits: the outcome comes on another thread, when nothing of the request can be asked any more. */
@SuppressWarnings("UnnecessaryAssignment") // the server injects these
class SuspendedLaterTest {
    private static final Execution EXECUTION = new Execution("run_1", Optional.of("pat_1"), Optional.of("n1"));

    private final Caller engine = new Caller(
            new UserId(Ids.next("usr")),
            Role.MEMBER,
            Set.of(Scope.RUNTIME),
            new Caller.ByToken(new TokenId(Ids.next("tok"))),
            Optional.empty(),
            Optional.empty(),
            new RequestInfo("req-1", "192.0.2.1"));

    private final Map<String, Object> attributes = new HashMap<>(Map.of("dev.dragops.web.requestId", "req-1"));
    private boolean requestIsOver;
    private final HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                if (requestIsOver) {
                    throw new IllegalStateException("the request is out of reach");
                }
                return switch (method.getName()) {
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "getRequestURI" -> "/api/runtime/credentials";
                    case "getRemoteAddr" -> "192.0.2.1";
                    case "getHeader" -> "Bearer x";
                    default -> throw new UnsupportedOperationException(method.getName());
                };
            });

    private final List<String> audited = new ArrayList<>();
    private final AuditTrail trail = new AuditTrail() {
        @Override
        public void recordAlone(Caller caller, AuditEntry entry) {
            audited.add(String.join(
                    " ",
                    caller.access().id(),
                    entry.action(),
                    entry.outcome().name(),
                    entry.objects().toString(),
                    entry.details().toString(),
                    entry.execution().map(Execution::executionId).orElse("-")));
        }
    };

    private final List<Response> answers = new ArrayList<>();
    private final List<CompletionCallback> callbacks = new ArrayList<>();
    private final List<TimeoutHandler> timeouts = new ArrayList<>();
    private long limitSeconds;

    /** Takes one answer. */
    private final AsyncResponse waiting = (AsyncResponse) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {AsyncResponse.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "resume" -> {
                        return answers.isEmpty() && answers.add((Response) arguments[0]);
                    }
                    case "isDone" -> {
                        return !answers.isEmpty();
                    }
                    case "register" -> {
                        if (!answers.isEmpty()) {
                            throw new IllegalStateException("it has been answered");
                        }
                        callbacks.add((CompletionCallback) arguments[0]);
                        return List.of();
                    }
                    case "setTimeoutHandler" -> timeouts.add((TimeoutHandler) arguments[0]);
                    case "setTimeout" -> limitSeconds = ((TimeUnit) arguments[1]).toSeconds((long) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                }
                return method.getReturnType() == boolean.class ? true : null;
            });

    private final CompletableFuture<Plaintext> outcome = new CompletableFuture<>();
    private final Plaintext token = Plaintext.ofText("t0ken");

    /** Of a connection, as those of the connections module. */
    private static final class Refused extends DragopsException {
        @Serial
        private static final long serialVersionUID = 1L;

        Refused(String code) {
            super(code, "refused");
        }

        @Override
        public Optional<String> concerns() {
            return Optional.of("conn_1");
        }
    }

    private void suspend(Optional<Response> tooLate) {
        CurrentRequest current = new CurrentRequest();
        current.servletRequest = request;
        current.madeBy(engine);
        current.opens(new CurrentRequest.Opening("credential", EXECUTION));
        Later.Answer<Plaintext> how = Later.Answer.<Plaintext>by(
                        value -> Response.ok(value.revealText()).build())
                .wiping(Plaintext::close);
        Later later = new Later();
        later.request = request;
        later.problems = new Problems();
        later.refusals = new Refusals();
        later.refusals.trail = trail;
        later.refusals.request = current;
        later.answer(waiting, outcome, tooLate.map(how::orElse).orElse(how));
        requestIsOver = true;
    }

    private static void elsewhere(Runnable work) {
        CompletableFuture.runAsync(work, command -> new Thread(command).start()).join();
    }

    private void timeIsUp() {
        elsewhere(() -> timeouts.forEach(handler -> handler.handleTimeout(waiting)));
    }

    private void assertWiped() {
        assertThatThrownBy(token::reveal).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wipesAValueWhenItWasWritten() {
        suspend(Optional.empty());
        assertThat(answers).isEmpty();

        elsewhere(() -> outcome.complete(token));

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).getEntity()).isEqualTo("t0ken");
        assertThat(token.revealText()).as("it may not be written yet").isEqualTo("t0ken");
        callbacks.forEach(callback -> callback.onComplete(null));
        assertWiped();
        assertThat(audited).isEmpty();
    }

    @Test
    void wipesAValueWhoseReaderHasLeft() {
        suspend(Optional.empty());

        elsewhere(() -> outcome.complete(token));
        callbacks.forEach(callback -> callback.onComplete(new IOException("Broken pipe")));

        assertWiped();
    }

    @Test
    void wipesAValueThatCannotBeAnswered() {
        suspend(Optional.empty());
        answers.add(Response.noContent().build());

        elsewhere(() -> outcome.complete(token));

        assertWiped();
        assertThat(answers).hasSize(1);
        assertThat(audited).isEmpty();
    }

    @Test
    void givesUpAfterTwentySecondsAndWipesWhatComesThen() {
        suspend(Optional.empty());
        assertThat(limitSeconds).isEqualTo(20);

        timeIsUp();

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).getStatus()).isEqualTo(503);
        assertThat(answers.get(0).getHeaderString("Retry-After")).isEqualTo("5");
        assertThat(audited)
                .containsExactly(engine.access().id() + " credential.refused FAILED [] {code=TOKEN_UNAVAILABLE} run_1");

        elsewhere(() -> outcome.complete(token));
        assertWiped();
        assertThat(answers).hasSize(1);
        assertThat(audited).hasSize(1);
    }

    @Test
    void recordsOneRefusalWhateverFailsAfterTheTimeIsUp() {
        suspend(Optional.empty());

        timeIsUp();
        elsewhere(() -> outcome.completeExceptionally(new Refused("CONNECTION_REVOKED")));

        assertThat(audited).hasSize(1);
        assertThat(answers).hasSize(1);
    }

    @Test
    void answersWhatWasPreparedWhereThatIsTooLate() {
        suspend(Optional.of(
                Response.seeOther(java.net.URI.create("/connections")).build()));

        timeIsUp();

        assertThat(answers.get(0).getStatus()).isEqualTo(303);
        assertThat(audited).isEmpty();
    }

    @Test
    void keepsItsAnswerWhenTheTimeIsUpAfterwards() {
        suspend(Optional.empty());

        elsewhere(() -> outcome.complete(token));
        timeIsUp();

        assertThat(answers).hasSize(1);
        assertThat(audited).isEmpty();
    }

    @Test
    void recordsARefusalThatComesLaterWithItsConnectionAndExecution() {
        suspend(Optional.empty());

        elsewhere(() -> outcome.completeExceptionally(new Refused("REAUTHENTICATION_REQUIRED_AT_PROVIDER")));

        assertThat(answers.get(0).getStatus()).isEqualTo(409);
        assertThat(answers.get(0).getMediaType()).hasToString(Problem.MEDIA_TYPE);
        assertThat(audited)
                .containsExactly(engine.access().id()
                        + " credential.refused REFUSED [conn_1] {code=REAUTHENTICATION_REQUIRED_AT_PROVIDER} run_1");
    }

    @Test
    void saysWhenToComeAgainThereToo() {
        suspend(Optional.empty());

        elsewhere(() -> outcome.completeExceptionally(new Refused("PROVIDER_BUSY")));

        assertThat(answers.get(0).getStatus()).isEqualTo(503);
        assertThat(answers.get(0).getHeaderString("Retry-After")).isEqualTo("5");
        assertThat(new String((byte[]) answers.get(0).getEntity(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"code\":\"PROVIDER_BUSY\"", "\"requestId\":\"req-1\"");
    }

    @Test
    void recordsARefusalThatNobodyWaitsForAnyMore() {
        suspend(Optional.empty());
        answers.add(Response.noContent().build());

        elsewhere(() -> outcome.completeExceptionally(new Refused("CONNECTION_REVOKED")));

        assertThat(audited).hasSize(1);
    }
}
