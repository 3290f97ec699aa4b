package dev.dragops.connections;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.util.List;
import java.util.Optional;

/** The packs that this server knows: those of the product and the operator's own, read once at start. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Packs {
    /** Every usable pack, by name. */
    public List<Pack> all() {
        throw new UnsupportedOperationException();
    }

    /** The pack of a provider; a provider without one is accepted generically. */
    public Optional<Pack> of(Provider provider) {
        throw new UnsupportedOperationException();
    }

    /** What was left out at start, and why: file, field, reason. */
    public List<Rejected> rejected() {
        throw new UnsupportedOperationException();
    }

    /** A pack file that is not used. */
    public record Rejected(String file, String field, String reason) {}
}
