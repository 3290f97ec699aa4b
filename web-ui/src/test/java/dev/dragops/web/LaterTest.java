package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaterTest {
    private final List<String> told = new ArrayList<>();
    private final List<CompletionCallback> callbacks = new ArrayList<>();
    private final Later.Answer<String> answer =
            Later.Answer.<String>by(value -> Response.ok(value).build()).wiping(value -> told.add("wiped " + value));

    private AsyncResponse suspended(boolean takes) {
        return (AsyncResponse) Proxy.newProxyInstance(
                LaterTest.class.getClassLoader(), new Class<?>[] {AsyncResponse.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "resume" -> {
                            told.add("resumed " + ((Response) arguments[0]).getEntity());
                            return takes;
                        }
                        case "register" -> {
                            callbacks.add((CompletionCallback) arguments[0]);
                            return List.of();
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    @Test
    void answersAtOnceWhatIsKnownAndWipesItOnlyWhenItWasWritten() {
        new Later().answer(suspended(true), CompletableFuture.completedFuture("value"), answer);

        assertThat(told).containsExactly("resumed value");
        callbacks.forEach(callback -> callback.onComplete(null));
        assertThat(told).containsExactly("resumed value", "wiped value");
    }

    @Test
    void wipesWhatNobodyTookAnyMore() {
        new Later().answer(suspended(false), CompletableFuture.completedFuture("value"), answer);

        assertThat(told).containsExactly("resumed value", "wiped value");
    }

    @Test
    void throwsAtOnceWhatIsRefusedAtOnceAndAsItIs() {
        WebException.MalformedRequest refusal = new WebException.MalformedRequest();

        assertThatThrownBy(() -> new Later().answer(suspended(true), CompletableFuture.failedFuture(refusal), answer))
                .isSameAs(refusal);
        assertThat(told).isEmpty();
    }
}
