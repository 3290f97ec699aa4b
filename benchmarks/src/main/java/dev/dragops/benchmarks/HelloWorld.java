package dev.dragops.benchmarks;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;

/** The least that a REST application on the same server can do. */
@ApplicationPath("/")
@Path("")
public class HelloWorld extends Application {
    @GET
    @Path("hello")
    @Produces(MediaType.APPLICATION_JSON)
    public String hello() {
        return "{\"hello\":\"world\"}";
    }

    /** What the launcher waits for. */
    @GET
    @Path("health/ready")
    @Produces(MediaType.TEXT_PLAIN)
    public String ready() {
        return "ready";
    }
}
