package dev.dragops.systemtests.oauth;

import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.provider.Realm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Access tokens, as a program names them without sending them. */
final class Tokens {
    private Tokens() {}

    /**
     * Ends the life of a connection's token, without a test having to wait for it: for the product it has run out, and
     * its provider takes it no more.
     */
    static void expire(Database database, Realm realm, String connection, String account) {
        database.execute("UPDATE con_grant SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND"
                + " WHERE connection_id = '" + connection + "'");
        realm.endAccessTokens(account);
    }

    static String fingerprint(String accessToken) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
