package dev.dragops.systemtests.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.Ports;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.provider.Providers;
import dev.dragops.systemtests.provider.Realm;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With an agent and no thought of its operator's, traces tell what was done, and never with what. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesIT {
    private static final String AGENT =
            System.getProperty("trace-agent", "target/trace-agent/opentelemetry-javaagent.jar");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final Duration EXPORT = Duration.ofSeconds(30);

    private final Map<String, String> known = new LinkedHashMap<>();
    private final List<byte[]> exported = new CopyOnWriteArrayList<>();
    private final int port = Ports.free();
    private HttpServer collector;
    private Installation installation;
    private Providers providers;
    private Realm realm;
    private String oauth = "";

    private String secret(String what) {
        return known.computeIfAbsent(
                what, any -> "Xyzzy" + UUID.randomUUID().toString().replace("-", ""));
    }

    @BeforeAll
    void useEverything() {
        collector = collector();
        installation = Installation.named("traced")
                .with("DRAGOPS_TRACES_AGENT", AGENT)
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port)
                .with("OTEL_BSP_SCHEDULE_DELAY", "200");
        providers = Providers.of(installation);
        realm = providers.realm(Providers.ROTATING);
        Dragops dragops = installation.start();

        Person ada = dragops.register(Dragops.newEmail(), secret("password"));
        known.put("session", ada.bearer());
        known.put("e-mail address", ada.email());
        Program engine = ada.engine();
        known.put("runtime token", engine.bearer());
        ada.createApiKeyConnection(
                        "{\"provider\":\"slack\",\"apiKey\":\"" + secret("API key") + "\",\"displayName\":\""
                                + secret("name") + "\"}",
                        "traceparent",
                        "00-" + TRACE + "-" + CALLER + "-01",
                        "baggage",
                        "whose=" + secret("baggage"))
                .expect(201);
        engine.openConnection(secret("name")).expect(200);
        ada.get("/api/connections?q=" + secret("query")).expect(200);
        ada.get("/api/" + secret("path")).expect(404);
        dragops.login(ada.email(), secret("wrong password")).expect(401);
        connectByOAuth(ada, engine);
        ada.browser().cookies().stream()
                .map(HttpCookie::getValue)
                .filter(value -> value.length() > 16)
                .forEach(value -> known.put("cookie " + value, value));
        await("the last span").atMost(EXPORT).until(() -> spans().stream()
                .anyMatch(span -> span.getName().equals("POST /api/connections/{id}/refresh")));
    }

    private void connectByOAuth(Person ada, Program engine) {
        Answer begun = ada.beginAuthorization(Providers.ROTATING, "{}").expect(201);
        URI callback = ada.approve(begun);
        for (String pair : callback.getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (!parts[0].equals("iss")) {
                known.put(parts[0] + " of the callback", URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        assertThat(known).containsKeys("code of the callback", "state of the callback");
        ada.browser().open(callback.toString()).expect(200);
        oauth = ada.connectionOf(begun);
        engine.openConnection(oauth).expect(200);
        ada.refreshConnection(oauth).expect(200);
        realm.everySecret().forEach(made -> known.put("made by a provider: " + made, made));
        assertThat(realm.verifiers()).isNotEmpty();
        realm.verifiers().forEach(verifier -> known.put("verifier " + verifier, verifier));
        known.put("client secret", realm.clientSecret());
    }

    @AfterAll
    void stop() {
        installation.stop();
        providers.close();
        collector.stop(0);
    }

    private HttpServer collector() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/", exchange -> {
                exported.add(exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (byte[] body : exported) {
            try {
                ExportTraceServiceRequest.parseFrom(body)
                        .getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            } catch (IOException notSpans) {
                throw new UncheckedIOException(notSpans);
            }
        }
        return spans;
    }

    private Span request(String name) {
        return await("the span " + name)
                .atMost(EXPORT)
                .until(
                        () -> spans().stream()
                                .filter(span -> span.getName().equals(name))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    /** What belongs to the same trace, the request itself too. */
    private List<Span> with(Span request) {
        return spans().stream()
                .filter(span -> span.getTraceId().equals(request.getTraceId()))
                .toList();
    }

    private static String fact(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(name))
                .map(KeyValue::getValue)
                .map(value -> value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue())
                .findFirst()
                .orElse("");
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Test
    void goesOnWithTheTraceOfItsCaller() {
        Span create = request("POST /api/connections/api-key");

        assertThat(hex(create.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(create.getParentSpanId())).isEqualTo(CALLER);
        assertThat(create.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(fact(create, "http.response.status_code")).isEqualTo("201");
        assertThat(with(create)).extracting(Span::getName).contains("change", "seal", "audit");
        assertThat(installation.console()).contains("traceId\\\":\\\"" + TRACE);
    }

    @Test
    void tellsTheStepsOfAnOpening() {
        Span opening = request("POST /api/runtime/credentials");

        assertThat(fact(opening, "http.route")).isEqualTo("/api/runtime/credentials");
        assertThat(with(opening))
                .filteredOn(span -> span.getParentSpanId().equals(opening.getSpanId()))
                .extracting(Span::getName)
                .contains("open", "audit");
    }

    @Test
    void tellsWhatCameOfARefresh() {
        List<Span> spans = with(request("POST /api/connections/{id}/refresh"));

        assertThat(spans).anySatisfy(span -> {
            assertThat(span.getName()).isEqualTo("refresh");
            assertThat(fact(span, "dragops.connection")).isEqualTo(oauth);
            assertThat(fact(span, "dragops.outcome")).isEqualTo("granted");
        });
        assertThat(spans).anySatisfy(span -> {
            assertThat(span.getName()).isEqualTo("provider");
            assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(fact(span, "http.response.status_code")).isEqualTo("200");
        });
        assertThat(with(request("GET /oauth/callback/{provider}")))
                .extracting(Span::getName)
                .contains("provider", "seal");
    }

    @Test
    void tellsNothingElse() {
        assertThat(spans())
                .flatExtracting(Span::getAttributesList)
                .extracting(KeyValue::getKey)
                .containsOnly(
                        "http.request.method",
                        "http.route",
                        "http.response.status_code",
                        "dragops.connection",
                        "dragops.outcome",
                        "thread.id",
                        "thread.name");
        assertThat(spans()).flatExtracting(Span::getEventsList).isEmpty();
    }

    @Test
    void tellsNoProviderOfItsTraces() {
        assertThat(realm.headerNames())
                .contains("authorization")
                .doesNotContain("traceparent", "tracestate", "baggage");
    }

    @Test
    void exportsNoKnownValue() {
        List<String> found = new ArrayList<>();
        for (byte[] body : exported) {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            known.forEach((what, value) -> {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                List.of(
                                value,
                                URLEncoder.encode(value, StandardCharsets.UTF_8),
                                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                                HexFormat.of().formatHex(bytes))
                        .stream()
                        .filter(text::contains)
                        .findFirst()
                        .ifPresent(as -> found.add(what));
            });
        }

        assertThat(exported).isNotEmpty();
        assertThat(found).isEmpty();
    }

    @Test
    void doesNotStartWithAnAgentThatSeesMore() {
        Installation open = Installation.named("traced-open").with("JAVA_TOOL_OPTIONS", "-javaagent:" + AGENT);

        assertThat(open.startRefused()).contains("would export secrets", "DRAGOPS_TRACES_AGENT");
    }
}
