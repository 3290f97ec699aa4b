package dev.dragops.systemtests.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How a token endpoint answers one request; what the provider does with it is up to the answer as well. */
@FunctionalInterface
public interface TokenAnswer {
    /** Does what was asked for, rotating and issuing, when it is called. */
    interface Processing {
        Reply now();
    }

    /** What an honest provider says. */
    record Reply(int status, ObjectNode json) {}

    void to(Exchange exchange, Processing processing) throws IOException, InterruptedException;

    static TokenAnswer honest() {
        return changed(json -> {});
    }

    /** Processes it, and changes the reply where it is a success. */
    static TokenAnswer changed(Consumer<ObjectNode> change) {
        return (exchange, processing) -> {
            Reply reply = processing.now();
            if (reply.status() == 200) {
                change.accept(reply.json());
            }
            exchange.answer(reply.status(), "application/json", reply.json().toString());
        };
    }

    /** Processes it, and answers any text instead. */
    static TokenAnswer text(String contentType, UnaryOperator<String> change) {
        return (exchange, processing) -> exchange.answer(
                200, contentType, change.apply(processing.now().json().toString()));
    }

    /** Does nothing, and says so by a status alone. */
    static TokenAnswer status(int status, String... headers) {
        return (exchange, processing) -> exchange.answer(status, "text/html", "<h1>" + status + "</h1>", headers);
    }

    /** Does nothing, and says why (RFC 6749 section 5.2). */
    static TokenAnswer error(int status, String code, String... headers) {
        return (exchange, processing) ->
                exchange.answer(status, "application/json", "{\"error\":\"" + code + "\"}", headers);
    }

    static TokenAnswer redirect(URI elsewhere) {
        return (exchange, processing) -> exchange.answer(307, "text/plain", "", "Location", elsewhere.toString());
    }

    /** Reads the request and never answers. */
    static TokenAnswer hanging() {
        return (exchange, processing) -> exchange.awaitHangUp();
    }

    /** Processes it, and sends the reply a byte a time, so slowly that it lasts a minute. */
    static TokenAnswer dripping() {
        return (exchange, processing) -> {
            byte[] reply = processing.now().json().toString().getBytes(StandardCharsets.UTF_8);
            exchange.head(200, "application/json", reply.length);
            CountDownLatch never = new CountDownLatch(1);
            for (byte each : reply) {
                exchange.write(new byte[] {each});
                if (never.await(60_000L / reply.length, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        };
    }

    /** Processes it, and breaks the connection before the first byte of the reply. */
    static TokenAnswer lost() {
        return (exchange, processing) -> {
            processing.now();
            exchange.reset();
        };
    }

    /** Does nothing, and breaks the connection. */
    static TokenAnswer reset() {
        return (exchange, processing) -> exchange.reset();
    }

    /** Processes it, and breaks the connection in the middle of the reply. */
    static TokenAnswer cutOff() {
        return (exchange, processing) -> {
            byte[] reply = processing.now().json().toString().getBytes(StandardCharsets.UTF_8);
            exchange.head(200, "application/json", reply.length);
            exchange.write(java.util.Arrays.copyOf(reply, reply.length / 2));
            exchange.reset();
        };
    }

    /** Processes it, and keeps the reply back until the gate opens. */
    static TokenAnswer held(Gate gate) {
        return (exchange, processing) -> {
            Reply reply = processing.now();
            gate.arrive();
            gate.awaitOpening();
            exchange.answer(reply.status(), "application/json", reply.json().toString());
        };
    }
}
