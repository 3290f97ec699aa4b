package dev.dragops.web.pages;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The filter before the pages, with requests made by hand; an answer is there where it let nothing through. */
@SuppressWarnings("UnnecessaryAssignment") // no container is there to inject
final class Door {
    private final Map<String, String> headers = new HashMap<>();
    final Site site;
    final FakeRequest current = new FakeRequest();
    private final PageSession filter = new PageSession();

    Door(Fakes fakes) {
        site = new Site(fakes);
        filter.accounts = fakes.accounts();
        filter.tokens = site.tokens;
        filter.cookies = site.cookies;
        filter.origin = new PublicOrigin();
        filter.current = current;
        filter.visit = site.visit;
    }

    /** With headers beside the ones that each browser sends. */
    Door sending(Map<String, String> more) {
        headers.putAll(more);
        return this;
    }

    Optional<Response> get(String address, Map<String, String> cookies) {
        return pass("GET", address, cookies, "", "", EndingPages.class, "confirmDelete");
    }

    Optional<Response> post(Map<String, String> cookies, String origin, String body) {
        return pass("POST", "/connections/x/delete", cookies, origin, body, EndingPages.class, "delete");
    }

    Optional<Response> postToSignIn(Map<String, String> cookies, String origin, String body) {
        return pass("POST", "/sign-in", cookies, origin, body, SignUpPages.class, "signUp");
    }

    private Optional<Response> pass(
            String method,
            String address,
            Map<String, String> cookies,
            String origin,
            String body,
            Class<?> resource,
            String endpoint) {
        filter.resource = stub(ResourceInfo.class, (proxy, called, arguments) -> {
            for (var candidate : resource.getDeclaredMethods()) {
                if (candidate.getName().equals(endpoint)) {
                    return called.getName().equals("getResourceClass") ? resource : candidate;
                }
            }
            throw new IllegalStateException(endpoint);
        });
        Map<String, Cookie> parsed = new HashMap<>();
        cookies.forEach((name, value) ->
                parsed.put(name, new Cookie.Builder(name).value(value).build()));
        UriInfo uri = stub(UriInfo.class, (proxy, called, arguments) -> URI.create("http://localhost:8080" + address));
        AtomicReference<Response> answer = new AtomicReference<>();
        ContainerRequestContext request =
                stub(ContainerRequestContext.class, (proxy, called, arguments) -> switch (called.getName()) {
                    case "getUriInfo" -> uri;
                    case "getMethod" -> method;
                    case "setProperty" -> null;
                    case "getCookies" -> parsed;
                    case "getHeaderString" ->
                        switch ((String) arguments[0]) {
                            case "Origin" -> origin.isEmpty() ? null : origin;
                            case "Host" -> "localhost:8080";
                            default -> headers.get((String) arguments[0]);
                        };
                    case "getEntityStream" -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
                    case "abortWith" -> {
                        answer.set((Response) arguments[0]);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(called.getName());
                });
        try {
            filter.filter(request);
            return Optional.ofNullable(answer.get());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Door.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
