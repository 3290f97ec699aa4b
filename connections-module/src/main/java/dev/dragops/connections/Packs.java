package dev.dragops.connections;

import dev.dragops.accounts.Caller;
import dev.dragops.platform.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The packs that this server knows: those of the product and the operator's own, read once at start. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Packs {
    private static final Logger LOG = System.getLogger(Packs.class.getName());

    private volatile PackCatalogue catalogue = new PackCatalogue(List.of(), List.of());

    /**
     * Reads them. A pack that cannot be used is named in the log and left out.
     *
     * @throws IllegalStateException where {@code DRAGOPS_PACKS_DIR} cannot be used, which stops the start
     */
    @PostConstruct
    void read() {
        use(PackCatalogue.read(Settings.fromEnvironment().packsDir()));
    }

    void use(PackCatalogue read) {
        read.rejected().forEach(rejected -> LOG.log(Level.WARNING, rejected::toString));
        read.packs().stream()
                .filter(Packs::speaksHttp)
                .forEach(pack -> LOG.log(
                        Level.WARNING,
                        () -> "The pack of " + pack.provider()
                                + " has an http address, which is called only where DRAGOPS_EGRESS_ALLOW names its host"
                                + " and port"));
        LOG.log(Level.INFO, () -> read.packs().size() + " packs can be used");
        catalogue = read;
    }

    private static boolean speaksHttp(Pack pack) {
        return pack.methods().stream()
                .flatMap(method -> OAuthDefinition.addresses(method).stream())
                .anyMatch(address -> address.text().startsWith("http:"));
    }

    /** Every usable pack, by name. */
    public List<Pack> all() {
        return catalogue.packs();
    }

    /** Those with that text in their name, in capitals or not. */
    public List<Pack> named(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return catalogue.packs().stream()
                .filter(pack -> pack.name().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
    }

    /** The pack of a provider; a provider without one is accepted generically. */
    public Optional<Pack> of(Provider provider) {
        return catalogue.packs().stream()
                .filter(pack -> pack.provider().equals(provider))
                .findFirst();
    }

    /** What was left out at start, and why; one for each reason. */
    public List<Rejected> rejected() {
        return catalogue.rejected();
    }

    /**
     * What this server makes of its pack files, for an administrator who signed in.
     *
     * @throws dev.dragops.accounts.AccountsException.AdministratorRequired for a member
     */
    public Review review(Caller caller) {
        caller.requireSession();
        caller.requireAdministrator();
        PackCatalogue read = catalogue;
        return new Review(
                read.packs().stream()
                        .map(pack -> new Installed(
                                pack, Optional.ofNullable(read.origins().get(pack.provider()))))
                        .toList(),
                read.rejected());
    }

    /**
     * The packs in use, and what was left out at start.
     *
     * @param installed by name
     * @param rejected one for each reason, in the order of the files
     */
    public record Review(List<Installed> installed, List<Rejected> rejected) {
        public Review {
            installed = List.copyOf(installed);
            rejected = List.copyOf(rejected);
        }
    }

    /** A pack in use, and where it comes from. */
    public record Installed(Pack pack, Optional<Origin> origin) {}

    /**
     * Where a pack comes from.
     *
     * @param file its name, without the folder
     * @param builtIn whether the product brings it; else it is the operator's own
     * @param replaces whether it stands in the place of the product's pack of the same provider
     */
    public record Origin(String file, boolean builtIn, boolean replaces) {}

    /**
     * A reason why a pack file is not used.
     *
     * @param file its name, without the folder
     * @param field where the reason is, such as {@code connection.methods[0].authType}; empty where it is the file
     * @param reason to be read after the field, or after the file's name
     */
    public record Rejected(String file, String field, String reason) {
        @Override
        public String toString() {
            return "The pack " + file + " is left out: " + (field.isEmpty() ? "it" : field) + " " + reason;
        }
    }
}
