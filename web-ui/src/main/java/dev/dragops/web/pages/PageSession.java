package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.Caller;
import dev.dragops.web.CurrentRequest;
import dev.dragops.web.WebException;
import jakarta.annotation.Priority;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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
@Page
@ApplicationScoped
@Priority(Priorities.AUTHENTICATION)
public class PageSession implements ContainerRequestFilter {
    private static final Set<String> SAFE_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern BEARER = Pattern.compile("drs_[A-Za-z0-9_-]{43}");

    @EJB
    Accounts accounts;

    @Inject
    FormToken tokens;

    @Inject
    PageCookies cookies;

    @Inject
    PublicOrigin origin;

    @Inject
    CurrentRequest current;

    @Inject
    Visit visit;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        UriInfo uri = request.getUriInfo();
        Optional<Caller> caller = cookie(request, cookies.session())
                .filter(bearer -> BEARER.matcher(bearer).matches())
                .flatMap(bearer -> accounts.authenticateSession(bearer, current.info()));
        caller.ifPresent(current::madeBy);
        boolean safe = SAFE_METHODS.contains(request.getMethod());
        VisitorCookie visitor = visit.begin(
                safe
                        ? pathAndQuery(uri.getRequestUri())
                        : pathOf(Optional.ofNullable(request.getHeaderString("Referer"))),
                caller,
                cookie(request, cookies.visitor()).filter(PageCookies::isRandom));
        request.setProperty(VisitorCookie.PROPERTY, visitor);
        boolean byHtmx = request.getHeaderString("HX-Request") != null;
        visit.shownAs(
                Theme.of(cookie(request, cookies.theme()).orElse("")),
                byHtmx && request.getHeaderString("HX-History-Restore-Request") == null);
        boolean forVisitors = isForVisitors();
        if (caller.isEmpty() && !forVisitors) {
            String signIn = signInAddress(uri, safe);
            request.abortWith(
                    byHtmx
                            ? partWithoutSession(signIn, safe)
                            : Layout.seeOther(signIn).build());
        } else if (!safe) {
            letFormIn(request, forVisitors);
        }
    }

    /**
     * A part of a page cannot hold the form to sign in: the whole page goes there. Where a form is being filled in it stays
     * as it is, so that nothing that was typed is lost.
     */
    private static Response partWithoutSession(String signIn, boolean safe) {
        Response.ResponseBuilder nothing = Response.noContent();
        return (safe ? nothing.header("HX-Redirect", signIn) : nothing).build();
    }

    private void letFormIn(ContainerRequestContext request, boolean forVisitors) throws IOException {
        boolean ownOrigin = origin.check()
                .accepts(
                        Optional.ofNullable(request.getHeaderString("Origin")),
                        Optional.ofNullable(request.getHeaderString("Referer")),
                        Optional.ofNullable(request.getHeaderString("Host")));
        if (!ownOrigin) {
            throw new WebException.FormRefused(Messages.text("error.foreign-origin"));
        }
        try {
            PostedForm form = PostedForm.read(request.getEntityStream(), current.mostBytes());
            visit.bring(form);
            if (!FormToken.matches(expectedToken(forVisitors), form.text(FormToken.FIELD))) {
                throw new WebException.FormRefused(Messages.text("error.form-token"));
            }
        } catch (PostedForm.TooLarge tooLarge) {
            throw new WebException.ContentTooLarge();
        } catch (PostedForm.Malformed malformed) {
            throw new WebException.MalformedRequest();
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

    private boolean isForVisitors() {
        return resource.getResourceMethod().isAnnotationPresent(ForVisitors.class)
                || resource.getResourceClass().isAnnotationPresent(ForVisitors.class);
    }

    private static String signInAddress(UriInfo uri, boolean safe) {
        String wanted = safe ? ReturnTo.safe(pathAndQuery(uri.getRequestUri())) : ReturnTo.HOME;
        return wanted.equals(ReturnTo.HOME)
                ? "/sign-in"
                : "/sign-in?returnTo=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    }

    /** Of the page that a form was sent from, to come back to: the form's own address may take forms only. */
    private static String pathOf(Optional<String> referer) {
        try {
            return referer.isEmpty() ? ReturnTo.HOME : ReturnTo.safe(pathAndQuery(new URI(referer.get())));
        } catch (URISyntaxException noAddress) {
            return ReturnTo.HOME;
        }
    }

    private static String pathAndQuery(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static Optional<String> cookie(ContainerRequestContext request, String name) {
        return Optional.ofNullable(request.getCookies().get(name)).map(Cookie::getValue);
    }
}
