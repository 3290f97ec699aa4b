package dev.dragops.oauth;

import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import dev.dragops.oauth.egress.Egress;
import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.platform.FieldError;
import dev.dragops.platform.Transactions;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.UserTransaction;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The OAuth apps of this server, one for a provider; configuration goes before what was saved. Only a signed-in
 * administrator manages them, never an API token.
 */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class OAuthApps {
    private static final Set<String> UNKNOWN_CLIENT = Set.of("invalid_client", "unauthorized_client");

    /** What an administrator saves; exactly one of secret and private key, but for a public client. */
    public record NewApp(
            String clientId,
            Optional<Plaintext> clientSecret,
            Optional<Plaintext> privateKey,
            Optional<ClientAuthentication> authentication) {}

    /**
     * The result of trying an app.
     *
     * @param outcome the provider's error code, or {@code no_answer} where nothing is known
     */
    public record Trial(boolean works, String outcome) {}

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @Resource
    private UserTransaction userTransaction;

    @EJB
    private Vault vault;

    @EJB
    private AuditTrail auditTrail;

    @EJB
    private ConfiguredApps configured;

    @EJB
    private Egress outlet;

    private EgressClient egress;
    private Transactions transactions;
    private AppRows rows;
    private Apps apps;
    private Discovery discovery;

    /** For the server. */
    public OAuthApps() {}

    /** For tests. */
    OAuthApps(
            DataSource dataSource,
            UserTransaction userTransaction,
            Vault vault,
            AuditTrail auditTrail,
            ConfiguredApps configured,
            EgressClient egress) {
        this.dataSource = dataSource;
        this.userTransaction = userTransaction;
        this.vault = vault;
        this.auditTrail = auditTrail;
        this.configured = configured;
        assemble(egress);
    }

    /** Makes what the methods stand on. */
    @PostConstruct
    void prepare() {
        assemble(outlet.client());
    }

    private void assemble(EgressClient client) {
        Database sql = Database.of(dataSource);
        egress = client;
        transactions = new Transactions(userTransaction);
        rows = new AppRows(sql, vault);
        apps = new Apps(configured, rows);
        discovery = new Discovery(client, sql);
    }

    /** All of them. */
    public List<OAuthApp> list(Caller administrator) {
        require(administrator);
        return apps.list();
    }

    /**
     * One of them.
     *
     * @throws OAuthException.AppNotFound where there is none
     */
    public OAuthApp get(Caller administrator, String provider) {
        require(administrator);
        return find(provider).orElseThrow(OAuthException.AppNotFound::new);
    }

    /**
     * Saves it, its secret sealed, and pins the provider's metadata where the definition names an issuer that does not
     * depend on a connection. What is known to be wrong with the app is forgotten. The secrets stay the caller's to wipe.
     *
     * @throws OAuthException.Invalid naming the field that makes no sense
     * @throws OAuthException.AppReadOnly where the operator configured one
     * @throws OAuthException.MetadataRefused where the issuer's metadata cannot be had; nothing is saved then
     */
    public OAuthApp put(Caller administrator, OAuthProvider definition, NewApp app) {
        require(administrator);
        String provider = definition.provider();
        refuseConfigured(provider);
        Client client = new Client(app.clientId(), app.clientSecret(), app.privateKey(), app.authentication());
        AppProblem.of(client).ifPresent(problem -> {
            throw new OAuthException.Invalid(
                    List.of(new FieldError(problem.field(), problem.code(), problem.message())));
        });
        definition
                .endpoints()
                .issuer()
                .filter(issuer -> issuer.names().isEmpty())
                .ifPresent(issuer -> discovery.pin(
                        new Addresses(egress).fill(issuer, Map.of()),
                        definition.endpoints().openId()));
        return transactions.run(() -> {
            AppRows.Saved saved = rows.put(provider, client);
            rows.tell(provider, Optional.empty());
            auditTrail.record(
                    administrator,
                    AuditEntry.of(
                                    "oauth_app.saved",
                                    List.of(provider),
                                    Map.of("provider", provider, "created", String.valueOf(saved.created())))
                            .sealing(List.of(saved.sealed())));
            return find(provider).orElseThrow(OAuthException.AppNotFound::new);
        });
    }

    /**
     * Removes it; connections that exist stay, and are not refreshed until there is another.
     *
     * @throws OAuthException.AppNotFound where there is none
     * @throws OAuthException.AppReadOnly where the operator configured one
     */
    public void delete(Caller administrator, String provider) {
        require(administrator);
        if (!AppRows.isProvider(provider)) {
            throw new OAuthException.AppNotFound();
        }
        refuseConfigured(provider);
        transactions.run(() -> {
            if (!rows.delete(provider)) {
                throw new OAuthException.AppNotFound();
            }
            rows.tell(provider, Optional.empty());
            auditTrail.record(
                    administrator,
                    AuditEntry.of("oauth_app.deleted", List.of(provider), Map.of("provider", provider))
                            .sealing(List.of(AppRows.gone(provider))));
            return provider;
        });
    }

    /**
     * Asks the token endpoint with a code that cannot be valid: a known client is told {@code invalid_grant}, an unknown
     * one {@code invalid_client} (RFC 6749 section 5.2). Remembers a refusal as {@link #tell} does.
     */
    public Trial test(Caller administrator, OAuthProvider definition) {
        require(administrator);
        Trial trial = new AppTrial(apps, new Addresses(egress), discovery, egress).of(definition);
        if (trial.works()) {
            tell(definition.provider(), Optional.empty());
        } else if (UNKNOWN_CLIENT.contains(trial.outcome())) {
            tell(definition.provider(), Optional.of(trial.outcome()));
        }
        return trial;
    }

    /** Whether people can connect to that provider. Reads the database at each call. */
    public Optional<OAuthApp> find(String provider) {
        return apps.find(provider);
    }

    /**
     * Remembers that the provider refuses the app, or (empty) that it works again; audited where it changes. In a
     * transaction of its own: not to be called within one.
     */
    public void tell(String provider, Optional<String> problem) {
        if (!AppRows.isProvider(provider)
                || problem.equals(rows.problem(provider).map(AppRows.Problem::code))) {
            return;
        }
        Optional<String> code = problem.map(TokenReplyReader::code);
        transactions.run(() -> {
            boolean news = rows.tell(provider, code);
            if (news) {
                auditTrail.recordOwnWork(AuditEntry.of(
                        "oauth_app.problem",
                        List.of(provider),
                        Map.of("provider", provider, "problem", code.orElse("none"))));
            }
            return news;
        });
    }

    /** To be registered with the provider, exactly as it is. */
    public URI redirectUri(String provider) {
        return URI.create(RedirectUri.of(provider));
    }

    private void refuseConfigured(String provider) {
        configured.find(provider).ifPresent(app -> {
            app.close();
            throw new OAuthException.AppReadOnly();
        });
    }

    private static void require(Caller caller) {
        caller.requireSession();
        if (caller.role() != Role.ADMINISTRATOR) {
            throw new OAuthException.AdministratorRequired();
        }
    }
}
