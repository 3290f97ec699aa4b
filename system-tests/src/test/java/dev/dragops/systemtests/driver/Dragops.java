package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The product as it is seen from outside. */
public final class Dragops {
    public static final String PASSWORD = "correct horse battery staple";

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile Contract contract;
    private volatile Person administrator;

    public Dragops(URI base) {
        this.base = base;
    }

    public URI base() {
        return base;
    }

    URI at(String path) {
        return base.resolve(path);
    }

    HttpClient http() {
        return http;
    }

    Contract contract() {
        Contract read = contract;
        if (read == null) {
            read = Contract.servedBy(this);
            contract = read;
        }
        return read;
    }

    /** Registers the first account, whose owner administers the installation. */
    Person registerAdministrator() {
        Person first = register();
        assertThat(first.get("/api/auth/me").text("/role")).isEqualTo("administrator");
        administrator = first;
        return first;
    }

    /** Whoever administers an installation that was started with an administrator. */
    public Person administrator() {
        return Optional.ofNullable(administrator).orElseThrow();
    }

    /** Somebody who is not signed in. */
    public Client anybody() {
        return new Client(this, Optional.empty());
    }

    public Client bearing(String token) {
        return new Client(this, Optional.of(token));
    }

    /** A new person with an e-mail address of their own. */
    public Person register() {
        return register(newEmail(), PASSWORD);
    }

    public Person register(String email, String password) {
        Answer answer = anybody()
                .post("/api/auth/register", """
                        {"email":%s,"firstName":"Ada","lastName":"Lovelace","password":%s}
                        """.formatted(Json.quote(email), Json.quote(password)))
                .expect(201);
        return new Person(this, answer.text("/token"), email, password, answer.text("/user/id"));
    }

    public Person signIn(String email, String password) {
        Answer answer = login(email, password).expect(200);
        return new Person(this, answer.text("/token"), email, password, answer.text("/user/id"));
    }

    public Answer login(String email, String password) {
        return anybody().post("/api/auth/login", """
                        {"email":%s,"password":%s}
                        """.formatted(Json.quote(email), Json.quote(password)));
    }

    /** Nobody else's address. */
    public static String newEmail() {
        return "ada." + UUID.randomUUID() + "@example.com";
    }
}
