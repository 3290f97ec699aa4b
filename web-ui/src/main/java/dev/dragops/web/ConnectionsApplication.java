package dev.dragops.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The API under {@code /api} and the pages beside it. */
@ApplicationPath("/")
public class ConnectionsApplication extends Application {
    /** What Payara's Jersey would do beyond the standard; other servers know none of these names. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.server.wadl.disableWadl", true,
                "jersey.config.server.headers.location.relative.resolution.disabled", true);
    }
}
