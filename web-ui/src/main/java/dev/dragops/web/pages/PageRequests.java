package dev.dragops.web.pages;

import dev.dragops.accounts.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/** What the pages read of a request. */
final class PageRequests {
    /** Where the filter that names requests leaves the id. */
    static final String REQUEST_ID = "dev.dragops.web.requestId";

    private PageRequests() {}

    static RequestInfo info(HttpServletRequest request) {
        Object id = request.getAttribute(REQUEST_ID);
        return new RequestInfo(id instanceof String text ? text : "", request.getRemoteAddr());
    }

    static String path(UriInfo uri) {
        return uri.getRequestUri().getRawPath();
    }

    static String pathAndQuery(UriInfo uri) {
        URI request = uri.getRequestUri();
        return request.getRawQuery() == null
                ? request.getRawPath()
                : request.getRawPath() + "?" + request.getRawQuery();
    }
}
