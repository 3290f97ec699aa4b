package dev.dragops.web.api;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.WebException;
import jakarta.annotation.Priority;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls the API, by the {@code Authorization} header alone, before the path is matched or the body read.
 * A request that slips past by an odd spelling of its path has no caller, and {@link CurrentRequest#caller()} refuses
 * it. Which scope a call needs is asked in the modules.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class CallerFilter implements ContainerRequestFilter {
    /** The calls that need no caller, and why. */
    static final Map<String, String> PUBLIC = Map.of(
            "POST api/auth/register", "makes the account that one would sign in with",
            "POST api/auth/login", "is the sign-in",
            "GET api/auth/providers", "says how to sign in");

    private static final String WORKSPACE_HEADER = "X-Workspace-Id";

    /** RFC 6750 section 2.1, of RFC 9110's case-insensitive scheme. */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]{1,512}=*)");

    @EJB
    private Accounts accounts;

    @Inject
    private CurrentRequest current;

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (needsCaller(request.getMethod(), path)) {
            Caller caller = bearer(request.getHeaders().get("Authorization"))
                    .flatMap(bearer -> accounts.authenticate(bearer, current.info()))
                    .orElseThrow(WebException.Unauthenticated::new);
            current.madeBy(caller);
            List<String> workspaces = request.getHeaders().get(WORKSPACE_HEADER);
            if (workspaces != null) {
                current.madeBy(caller.inWorkspace(Optional.of(workspace(workspaces))));
            }
        }
    }

    static boolean needsCaller(String method, String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return (relative.equals("api") || relative.startsWith("api/"))
                && !PUBLIC.containsKey((method.equals("HEAD") ? "GET" : method) + " " + relative);
    }

    /** The bearer of the one {@code Authorization} header; of two, none is believed. */
    static Optional<String> bearer(@Nullable List<String> authorizations) {
        if (authorizations == null || authorizations.size() != 1) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(authorizations.get(0));
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }

    private static WorkspaceId workspace(List<String> headers) {
        return Optional.of(headers)
                .filter(one -> one.size() == 1)
                .flatMap(one -> WorkspaceId.parse(one.get(0)))
                .orElseThrow(AccountsException.WorkspaceNotFound::new);
    }
}
