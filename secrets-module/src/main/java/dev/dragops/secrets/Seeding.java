package dev.dragops.secrets;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Environment;
import dev.dragops.accounts.EnvironmentDeleted;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.SealedValue;
import dev.dragops.accounts.Workspaces;
import dev.dragops.platform.Database;
import dev.dragops.platform.DatabaseSource;
import dev.dragops.secrets.Claims.Claim;
import dev.dragops.secrets.Claims.Standing;
import dev.dragops.secrets.SeedResult.Detail;
import dev.dragops.secrets.SeedResult.Outcome;
import dev.dragops.vault.Plaintext;
import dev.dragops.vault.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Writes the secrets of a source into environments, and passes them on when the source goes. It always takes part in
 * the source's own transaction, so that a source and its secrets come and go together.
 */
@Stateless
public class Seeding {
    // MANDATORY stands at the methods: at the class, WildFly holds the container's callback to it, and the first call
    // outside of a transaction finds no bean

    @PersistenceContext(unitName = "secrets")
    private EntityManager entityManager;

    @Resource(lookup = DatabaseSource.JNDI_NAME)
    private DataSource dataSource;

    @EJB
    private Vault vault;

    @EJB
    private Workspaces workspaces;

    private final Clock clock = Clock.systemUTC();
    private SecretStore secrets;
    private Claims claims;

    @PostConstruct
    void assemble() {
        Database database = Database.of(dataSource);
        secrets = new SecretStore(entityManager, database);
        claims = new Claims(entityManager, database);
    }

    /**
     * Seeds a new source. A secret that already exists in an environment is kept and never overwritten.
     *
     * @param seeds the secrets, no two of one name
     * @param only the one environment to seed; all of the workspace in force where it is empty
     * @throws dev.dragops.accounts.AccountsException.EnvironmentNotFound where that is not the caller's
     * @throws dev.dragops.accounts.AccountsException.WorkspaceNotFound where the request names another's workspace
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public SeedResult seed(Caller caller, SeedSource source, List<Seed> seeds, Optional<EnvironmentId> only) {
        if (only.isPresent()) {
            Environment target =
                    workspaces.holdEnvironments(caller, List.of(only.get())).get(0);
            Written written = write(caller, source, seeds, List.of(target.id()));
            return new SeedResult(Optional.of(target.workspace()), written.details(), written.sealed());
        }
        // nobody asked for an environment that is deleted meanwhile
        Optional<Workspaces.Held> held = workspaces.holdInForce(caller);
        Written written = write(
                caller, source, seeds, held.map(Workspaces.Held::environments).orElse(List.of()));
        return new SeedResult(held.map(Workspaces.Held::workspace), written.details(), written.sealed());
    }

    /**
     * Seeds a source anew, where it seeded before: what it still holds gets the new value, what someone edited or
     * seeded otherwise is kept, new names are seeded, and names that it no longer has are passed on or removed.
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public SeedResult reseed(Caller caller, SeedSource source, List<Seed> seeds, Heirs heirs) {
        List<EnvironmentId> environments = hold(caller, holdClaimed(source));
        List<Claim> before = claims.of(source);
        Map<SecretName, Seed> bySecret =
                seeds.stream().collect(Collectors.toMap(Seed::name, Function.identity(), (one, other) -> one));
        Set<SecretName> known = before.stream().map(Claim::name).collect(Collectors.toSet());
        Set<SecretName> gone =
                known.stream().filter(name -> !bySecret.containsKey(name)).collect(Collectors.toSet());
        List<SealedValue> sealed = new ArrayList<>();
        passOn(caller, source, gone, heirs)
                .forEach(released -> released.sealed().ifPresent(sealed::add));

        List<Seed> added =
                seeds.stream().filter(seed -> !known.contains(seed.name())).toList();
        Written fresh = write(caller, source, added, environments);
        sealed.addAll(fresh.sealed());
        List<Detail> details = new ArrayList<>(fresh.details());
        Instant now = now();
        List<String> written = new ArrayList<>();
        for (StoredSecret secret : secrets.lockSeededBy(source)) {
            Seed seed = bySecret.get(secret.name());
            if (seed != null && known.contains(secret.name())) {
                secret.write(seed.value(), Optional.of(source), vault, now);
                written.add(secret.id());
                sealed.add(secret.sealed());
                details.add(new Detail(secret.environment(), secret.name(), Outcome.SEEDED));
            }
        }
        secrets.remember(written, caller.user());
        before.stream()
                .filter(claim -> claim.standing() != Standing.HOLDS && bySecret.containsKey(claim.name()))
                .map(claim -> new Detail(claim.environment(), claim.name(), Outcome.KEPT))
                .forEach(details::add);
        return new SeedResult(Optional.empty(), inOrder(details, environments, seeds), sealed);
    }

    /** A source goes: each secret that it still holds goes to the newest source that waits for it, else it is removed. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public List<Released> release(Caller caller, SeedSource source, Heirs heirs) {
        holdClaimed(source);
        Set<SecretName> names = claims.of(source).stream().map(Claim::name).collect(Collectors.toSet());
        return passOn(caller, source, names, heirs);
    }

    /**
     * Erases the secrets of an environment, and what was to be seeded or imported there, in the transaction that deletes
     * it.
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void erase(@Observes EnvironmentDeleted deleted) {
        secrets.removeAll(deleted.environment());
        secrets.removeStaged(deleted.environment());
        claims.dropAll(deleted.environment());
    }

    /** What a source holds now. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Secret> heldBy(SeedSource source) {
        return secrets.seededBy(source);
    }

    /** What a source would seed and does not hold. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Kept> keptFrom(SeedSource source) {
        return claims.of(source).stream()
                .filter(claim -> claim.standing() != Standing.HOLDS)
                .map(claim -> new Kept(claim.environment(), claim.name(), claim.standing() == Standing.LOST))
                .toList();
    }

    /**
     * What {@link #release} would do now, without opening any value.
     *
     * @param inherits whether a source that waits is still there to inherit
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Released> foresee(SeedSource source, Predicate<SeedSource> inherits) {
        return secrets.seededBy(source).stream()
                .map(secret -> new Released(
                        secret.environment(),
                        secret.name(),
                        claims.waiting(secret.environment(), secret.name()).stream()
                                .filter(inherits)
                                .findFirst(),
                        Optional.empty()))
                .toList();
    }

    /**
     * Gives a source a name that was kept from it: its value replaces the secret's, and whoever held the name waits for
     * it from then on. Changes nothing where the source holds the name already.
     *
     * @throws SecretsException.NotFound where the source never wanted to seed that name there
     * @throws dev.dragops.accounts.AccountsException.EnvironmentNotFound where that is not the caller's
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Taken take(Caller caller, SeedSource source, Seed seed, EnvironmentId environment) {
        workspaces.holdEnvironments(caller, List.of(environment));
        Instant now = now();
        Optional<StoredSecret> existing = secrets.lock(environment, seed.name());
        if (claims.of(source).stream()
                .noneMatch(claim ->
                        claim.environment().equals(environment) && claim.name().equals(seed.name()))) {
            throw new SecretsException.NotFound();
        }
        if (existing.isEmpty()) {
            StoredSecret fresh =
                    StoredSecret.first(environment, seed.name(), seed.value(), Optional.of(source), vault, now);
            if (!secrets.insertWhereFree(List.of(fresh), caller.user()).isEmpty()) {
                hold(source, environment, seed.name());
                return new Taken(fresh.metadata(), List.of(fresh.sealed()));
            }
            existing = secrets.lock(environment, seed.name()); // somebody was faster
        }
        StoredSecret secret =
                existing.orElseThrow(() -> new IllegalStateException("a secret that was there has no row"));
        if (!secret.isSeededBy(source)) {
            secret.write(seed.value(), Optional.of(source), vault, now);
            hold(source, environment, seed.name());
            secrets.remember(List.of(secret.id()), caller.user());
            return new Taken(secret.metadata(), List.of(secret.sealed()));
        }
        return new Taken(secret.metadata(), List.of());
    }

    /**
     * A secret that a source has taken.
     *
     * @param sealed its new value, for the audit row of whoever takes; empty where it was the source's already
     */
    public record Taken(Secret secret, List<SealedValue> sealed) {
        public Taken {
            sealed = List.copyOf(sealed);
        }
    }

    private void hold(SeedSource source, EnvironmentId environment, SecretName name) {
        claims.giveUp(environment, name);
        claims.add(source, List.of(new Claim(environment, name, Standing.HOLDS)));
    }

    private record Written(List<Detail> details, List<SealedValue> sealed) {}

    private Written write(Caller caller, SeedSource source, List<Seed> seeds, List<EnvironmentId> environments) {
        Instant now = now();
        List<StoredSecret> candidates = new ArrayList<>();
        for (EnvironmentId environment : environments) {
            for (Seed seed : seeds) {
                candidates.add(
                        StoredSecret.first(environment, seed.name(), seed.value(), Optional.of(source), vault, now));
            }
        }
        List<StoredSecret> inLockOrder = candidates.stream()
                .sorted(Comparator.comparing(
                                (StoredSecret secret) -> secret.environment().value())
                        .thenComparing(StoredSecret::name))
                .toList();
        Set<String> inserted = secrets.insertWhereFree(inLockOrder, caller.user());
        List<Claim> made = inLockOrder.stream()
                .map(secret -> new Claim(
                        secret.environment(),
                        secret.name(),
                        inserted.contains(secret.id()) ? Standing.HOLDS : Standing.WAITS))
                .toList();
        claims.add(source, made);
        List<Detail> details = candidates.stream()
                .map(secret -> new Detail(
                        secret.environment(),
                        secret.name(),
                        inserted.contains(secret.id()) ? Outcome.SEEDED : Outcome.KEPT))
                .toList();
        return new Written(
                details,
                candidates.stream()
                        .filter(secret -> inserted.contains(secret.id()))
                        .map(StoredSecret::sealed)
                        .toList());
    }

    private List<Released> passOn(Caller caller, SeedSource source, Set<SecretName> names, Heirs heirs) {
        List<StoredSecret> orphans = secrets.lockSeededBy(source).stream()
                .filter(secret -> names.contains(secret.name()))
                .toList();
        claims.drop(source, names);
        Instant now = now();
        List<Released> released = new ArrayList<>();
        List<String> written = new ArrayList<>();
        for (StoredSecret orphan : orphans) {
            Optional<SeedSource> heir = inherit(orphan, heirs, now);
            if (heir.isPresent()) {
                written.add(orphan.id());
                claims.add(heir.get(), List.of(new Claim(orphan.environment(), orphan.name(), Standing.HOLDS)));
            } else {
                secrets.remove(orphan);
            }
            SealedValue sealed = heir.isPresent() ? orphan.sealed() : orphan.gone();
            released.add(new Released(orphan.environment(), orphan.name(), heir, Optional.of(sealed)));
        }
        secrets.remember(written, caller.user());
        return released;
    }

    private Optional<SeedSource> inherit(StoredSecret orphan, Heirs heirs, Instant now) {
        for (SeedSource heir : claims.waiting(orphan.environment(), orphan.name())) {
            Optional<Plaintext> value = heirs.value(heir, orphan.name());
            if (value.isPresent()) {
                orphan.write(value.get(), Optional.of(heir), vault, now);
                return Optional.of(heir);
            }
        }
        return Optional.empty();
    }

    private List<EnvironmentId> hold(Caller caller, List<EnvironmentId> environments) {
        return environments.isEmpty()
                ? List.of()
                : workspaces.holdEnvironments(caller, environments).stream()
                        .map(Environment::id)
                        .toList();
    }

    /** Before any of its secrets is locked, as whoever deletes an environment does. */
    private List<EnvironmentId> holdClaimed(SeedSource source) {
        return workspaces.holdThoseLeft(
                claims.of(source).stream().map(Claim::environment).distinct().toList());
    }

    private static List<Detail> inOrder(List<Detail> details, List<EnvironmentId> environments, List<Seed> seeds) {
        List<SecretName> names = seeds.stream().map(Seed::name).toList();
        return new LinkedHashSet<>(details)
                .stream()
                        .sorted(Comparator.comparingInt((Detail detail) -> environments.indexOf(detail.environment()))
                                .thenComparingInt(detail -> names.indexOf(detail.name())))
                        .toList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
