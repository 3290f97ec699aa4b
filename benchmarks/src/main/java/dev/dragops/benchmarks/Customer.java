package dev.dragops.benchmarks;

import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Person;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody with two environments, an execution engine and one connection of two fields: each caller is another, as in
 * life.
 */
final class Customer {
    private static final AtomicLong CREATED = new AtomicLong();
    private static final int SERVICES = 20;

    private final Person person;
    private final String connection;
    private final byte[] opening;

    Customer(Dragops dragops) {
        person = dragops.register();
        List<String> environments = person.environments();
        person.delete("/api/environments/" + environments.get(2)).expect(204);
        connection = person.createCredentialsConnection(creation(DatabaseLimits.PROVIDER, DatabaseLimits.PROVIDER))
                .expect(201)
                .id();
        opening = Wire.request(
                "POST",
                "/api/runtime/credentials",
                "{\"connection\":\"%s\",\"executionId\":\"run_1\",\"patternId\":\"pat_1\",\"nodeId\":\"n1\"}"
                        .formatted(connection),
                "Authorization: Bearer " + person.engine().bearer());
    }

    Person person() {
        return person;
    }

    String connection() {
        return connection;
    }

    /** Opens the credential. */
    byte[] opening() {
        return opening;
    }

    /** Creates one more connection, which seeds two secrets in each of two environments. */
    byte[] creating() {
        String name = "bench" + CREATED.incrementAndGet();
        return creating(name, name);
    }

    /** Creates one more connection to one of the few services that a person has many connections to. */
    byte[] creatingOneOfMany() {
        long number = CREATED.incrementAndGet();
        return creating("service" + number % SERVICES, "Connection " + number);
    }

    private byte[] creating(String provider, String displayName) {
        return Wire.request(
                "POST",
                "/api/connections/credentials",
                creation(provider, displayName),
                "Authorization: Bearer " + person.bearer());
    }

    /** The first 50 connections by REST. */
    byte[] listing() {
        return Wire.request("GET", "/api/connections?limit=50", "", "Authorization: Bearer " + person.bearer());
    }

    /** The page of connections. */
    byte[] page() {
        return Wire.request("GET", "/connections", "", "Cookie: dragops_session=" + person.bearer());
    }

    private static String creation(String provider, String displayName) {
        return """
                {"provider":"%s","credentials":{"user":"ada@example.com","token":"tok-0123456789abcdef0123456789abcdef"},"displayName":"%s"}""".formatted(provider, displayName);
    }
}
