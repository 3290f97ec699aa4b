package dev.dragops.web.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every page tells the browser: load from us only, stay out of frames, keep nothing. */
@Provider
@ApplicationScoped
public class PageHeaders implements ContainerResponseFilter {
    static final Map<String, String> OF_EVERY_PAGE = new LinkedHashMap<>();

    static {
        OF_EVERY_PAGE.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                        + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
                        // not report-to: it is for https alone, comes late, and silences this one where it is named
                        + " report-uri /csp-report");
        OF_EVERY_PAGE.put("X-Content-Type-Options", "nosniff");
        OF_EVERY_PAGE.put("X-Frame-Options", "DENY");
        // not "no-referrer", with which browsers send "Origin: null" with our own forms
        OF_EVERY_PAGE.put("Referrer-Policy", "same-origin");
        OF_EVERY_PAGE.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        OF_EVERY_PAGE.put("Cross-Origin-Opener-Policy", "same-origin");
        OF_EVERY_PAGE.put("Cache-Control", "no-store");
    }

    private static final String ONE_YEAR = "max-age=31536000";

    @Inject
    PageCookies cookies;

    @Context
    HttpServletResponse servletResponse;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!PagePaths.isPage(request.getUriInfo().getPath())) {
            return;
        }
        // straight to the servlet: JAX-RS would add a second value to what a filter before it may have set
        OF_EVERY_PAGE.forEach(servletResponse::setHeader);
        if (cookies.secure()) {
            servletResponse.setHeader("Strict-Transport-Security", ONE_YEAR);
        }
        if (OAuthPages.isCallback(request.getUriInfo().getPath())) {
            servletResponse.setHeader("Referrer-Policy", "no-referrer");
        }
        if (request.getProperty(VisitorCookie.PROPERTY) instanceof VisitorCookie visitor) {
            visitor.toBeGiven()
                    .ifPresent(value -> response.getHeaders().add("Set-Cookie", cookies.set(cookies.visitor(), value)));
        }
    }
}
