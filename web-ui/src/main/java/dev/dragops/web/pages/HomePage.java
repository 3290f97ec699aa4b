package dev.dragops.web.pages;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The root of the site: the connections, or the sign-in page. */
@Path("/")
@Page
@RequestScoped
@ForVisitors
public class HomePage {
    @Inject
    Visit visit;

    @GET
    public Response get() {
        return Layout.seeOther(visit.known().isPresent() ? "/connections" : "/sign-in")
                .build();
    }
}
