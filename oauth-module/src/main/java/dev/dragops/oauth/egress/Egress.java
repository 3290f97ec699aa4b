package dev.dragops.oauth.egress;

import dev.dragops.platform.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one way out of this server: every call to a provider goes through here. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Egress {
    private static final EgressClient.Limits LIMITS =
            new EgressClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** Held here, since a logger that nobody holds forgets its level. HttpClient would log each token at DEBUG. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.apache.hc.client5.http"),
            Logger.getLogger("org.apache.hc.client5.http.headers"),
            Logger.getLogger("org.apache.hc.client5.http.wire"));

    private EgressClient client;

    /** Makes the clients. */
    @PostConstruct
    void open() {
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
        client = new EgressClient(Settings.fromEnvironment().egressAllow(), InetAddress::getAllByName, LIMITS);
    }

    /** Ends what is under way. */
    @PreDestroy
    void shut() {
        client.close();
    }

    /** What sends. */
    public EgressClient client() {
        return client;
    }
}
