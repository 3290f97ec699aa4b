package dev.dragops.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The API under {@code /api} and the pages beside it. */
@ApplicationPath("/")
public class ConnectionsApplication extends Application {}
