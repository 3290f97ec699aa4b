/** The REST API and the pages. */
@org.jspecify.annotations.NullMarked
module dev.dragops.web {
    requires static org.jspecify;
    requires dev.dragops.connections;
    requires dev.dragops.oauth;
    requires jakarta.annotation;
    requires jakarta.cdi;
    requires jakarta.ejb;
    requires jakarta.inject;
    requires jakarta.json;
    requires micrometer.registry.prometheus;
    requires jakarta.servlet;
    requires jakarta.ws.rs;
    requires java.logging;
    requires java.sql;
    requires thymeleaf;
}
