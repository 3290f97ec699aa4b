package dev.dragops.accounts;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/**
 * Hashes passwords with Argon2id (RFC 9106), in the parameters of OWASP's password storage cheat sheet: 19 MiB, two
 * passes, one lane. That takes tens of milliseconds of a processor: never inside a transaction, and only in turn
 * ({@link #inTurn}).
 */
class Passwords {
    /** The hash of a password that nobody has, in today's parameters: what an unknown account is compared with. */
    static final String OF_NOBODY =
            "$argon2id$v=19$m=19456,t=2,p=1$Mab8K+wNdYmpV5d4FvKF1g$" + "5PhqOyz6HRw0sL/QuGGr5WcPqclyLDx0PGOuksBNR5E";

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;

    private static final long WAIT_SECONDS = 20;
    /**
     * For the whole process, as its memory and processors are: a hundred people at once wait, and exhaust neither. Few
     * enough that those in turn at once, while they are counted but not yet known to be good, close no account.
     */
    private static final Semaphore TURNS =
            new Semaphore(Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors())), true);

    private final Argon2PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);

    /**
     * Does work that hashes a password, when its turn has come.
     *
     * @throws AccountsException.TooManyAttempts where too many others are waiting
     */
    <T> T inTurn(Supplier<T> work) {
        takeTurn();
        try {
            return work.get();
        } finally {
            TURNS.release();
        }
    }

    /** A fresh salted hash, with its parameters in it. */
    String hash(String password) {
        return argon2.encode(password);
    }

    /** Whether the hash is that password's. */
    boolean matches(String password, String hash) {
        return argon2.matches(password, hash);
    }

    private static void takeTurn() {
        try {
            if (!TURNS.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AccountsException.TooManyAttempts(WAIT_SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting to hash a password", stopped);
        }
    }
}
