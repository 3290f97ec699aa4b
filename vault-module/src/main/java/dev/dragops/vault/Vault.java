package dev.dragops.vault;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;

/** Skeleton. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Vault {
    public byte[] seal(SealContext context, Plaintext value) {
        throw new UnsupportedOperationException();
    }

    public Plaintext open(SealContext context, byte[] envelope) {
        throw new UnsupportedOperationException();
    }

    public byte[] mac(String purpose, byte[] message) {
        throw new UnsupportedOperationException();
    }

    public Readiness readiness() {
        throw new UnsupportedOperationException();
    }
}
