package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.RequestInfo;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The door of every page: finds out who comes by the session cookie, leads visitors to the sign-in page, and lets no
 * form through that was not sent from a page of ours with its token (threats.md, 6 and S14).
 */
@Provider
@ApplicationScoped
@Priority(Priorities.AUTHENTICATION)
public class PageSession implements ContainerRequestFilter {
    private static final Set<String> SAFE_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern BEARER = Pattern.compile("drs_[A-Za-z0-9_-]{43}");

    @Inject
    Accounts accounts;

    @Inject
    FormToken tokens;

    @Inject
    PageCookies cookies;

    @Inject
    PublicOrigin origin;

    @Inject
    ErrorPage errors;

    @Inject
    Visit visit;

    @Context
    ResourceInfo resource;

    @Context
    HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        UriInfo uri = request.getUriInfo();
        if (!PagePaths.isPage(uri.getPath())) {
            return;
        }
        RequestInfo info = PageRequests.info(servletRequest);
        visit.begin(
                PageRequests.path(uri),
                cookie(request, cookies.session())
                        .filter(bearer -> BEARER.matcher(bearer).matches())
                        .flatMap(bearer -> accounts.authenticateSession(bearer, info)),
                cookie(request, cookies.visitor()).filter(PageCookies::isRandom));
        boolean forVisitors = isForVisitors();
        boolean safe = SAFE_METHODS.contains(request.getMethod());
        if (visit.known().isEmpty() && !forVisitors) {
            request.abortWith(Layout.seeOther(signInAddress(uri, safe)).build());
        } else if (!safe) {
            letFormIn(request, forVisitors, info);
        }
    }

    private void letFormIn(ContainerRequestContext request, boolean forVisitors, RequestInfo info) throws IOException {
        boolean ownOrigin = origin.check()
                .accepts(
                        Optional.ofNullable(request.getHeaderString("Origin")),
                        Optional.ofNullable(request.getHeaderString("Referer")),
                        Optional.ofNullable(request.getHeaderString("Host")));
        if (!ownOrigin) {
            refuse(request, 403, "FOREIGN_ORIGIN", "error.foreign-origin", info);
            return;
        }
        try {
            PostedForm form = PostedForm.read(request.getEntityStream());
            visit.bring(form);
            if (!FormToken.matches(expectedToken(forVisitors), form.text(FormToken.FIELD))) {
                refuse(request, 403, "FORM_TOKEN_INVALID", "error.form-token", info);
            }
        } catch (PostedForm.TooLarge tooLarge) {
            refuse(request, 413, "CONTENT_TOO_LARGE", "error.form-too-large", info);
        } catch (PostedForm.Malformed malformed) {
            refuse(request, 400, "MALFORMED_FORM", "error.form-malformed", info);
        }
    }

    // the forms before signing in are drawn for the visitor cookie, even where a session exists by now
    private String expectedToken(boolean forVisitors) {
        if (forVisitors) {
            return tokens.ofVisitor(visit.visitorCookie());
        }
        Caller caller = visit.caller();
        return tokens.ofSession(caller.requireSession());
    }

    private void refuse(ContainerRequestContext request, int status, String code, String message, RequestInfo info) {
        request.abortWith(errors.of(status, code, Messages.text(message), info.requestId()));
    }

    private boolean isForVisitors() {
        return resource.getResourceMethod().isAnnotationPresent(ForVisitors.class)
                || resource.getResourceClass().isAnnotationPresent(ForVisitors.class);
    }

    private static String signInAddress(UriInfo uri, boolean safe) {
        String wanted = safe ? ReturnTo.safe(PageRequests.pathAndQuery(uri)) : ReturnTo.HOME;
        return wanted.equals(ReturnTo.HOME)
                ? "/sign-in"
                : "/sign-in?returnTo=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    }

    private static Optional<String> cookie(ContainerRequestContext request, String name) {
        return Optional.ofNullable(request.getCookies().get(name)).map(Cookie::getValue);
    }
}
