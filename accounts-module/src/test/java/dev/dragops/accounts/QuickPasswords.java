package dev.dragops.accounts;

import java.util.concurrent.atomic.AtomicInteger;

/** Costs nothing, and counts how often a password was compared; the real one has a test of its own. */
final class QuickPasswords extends Passwords {
    final AtomicInteger compared = new AtomicInteger();

    @Override
    String hash(String password) {
        return "quick:" + Integer.toHexString(password.hashCode());
    }

    @Override
    boolean matches(String password, String hash) {
        compared.incrementAndGet();
        return hash(password).equals(hash);
    }
}
