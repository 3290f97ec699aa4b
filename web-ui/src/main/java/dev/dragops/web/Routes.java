package dev.dragops.web;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Notes the template that a request's path matched ({@code /api/connections/{id}}), for what is counted and traced: the
 * path itself may hold what a person chose, and there are as many as there are objects.
 */
@Provider
@Priority(Priorities.AUTHENTICATION - 1)
@ApplicationScoped
public class Routes implements ContainerRequestFilter {
    /** Of a path that matched none, or of a request that was refused before it was looked at. */
    static final String NONE = "none";

    /** {@code {id: conn_[^/]*}} */
    private static final Pattern LIMITED = Pattern.compile("\\{\\s*([A-Za-z]+)\\s*:[^{}]*}");

    private final Map<Method, String> routes = new ConcurrentHashMap<>();

    @Context
    ResourceInfo resource;

    @Inject
    CurrentRequest current;

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable Method method = resource.getResourceMethod();
        if (method != null) {
            current.matched(routes.computeIfAbsent(method, matched -> route(resource.getResourceClass(), matched)));
        }
    }

    static String route(Class<?> resource, Method method) {
        String path =
                String.join("/", path(resource.getAnnotation(Path.class)), path(method.getAnnotation(Path.class)));
        String clean = LIMITED.matcher(path).replaceAll("{$1}").replaceAll("/+", "/");
        return clean.length() > 1 && clean.endsWith("/") ? clean.substring(0, clean.length() - 1) : clean;
    }

    private static String path(@Nullable Path path) {
        return path == null ? "" : "/" + path.value();
    }
}
