package dev.dragops.web.pages;

import dev.dragops.accounts.SessionId;
import dev.dragops.vault.Vault;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The token in each form that another site cannot know: a keyed hash of the session, or, before there is one, of a
 * random cookie (signed double submit). Nothing is stored, so every node knows every token.
 */
@ApplicationScoped
class FormToken {
    /** The name of the hidden field. */
    static final String FIELD = "csrf";

    private static final String OF_SESSION = "csrf";
    private static final String OF_VISITOR = "csrf-visitor";

    @EJB
    Vault vault;

    String ofSession(SessionId session) {
        return mac(OF_SESSION, session.value());
    }

    String ofVisitor(String visitorCookie) {
        return mac(OF_VISITOR, visitorCookie);
    }

    /** Compares in constant time. */
    static boolean matches(String expected, String presented) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    private String mac(String purpose, String subject) {
        byte[] mac = vault.mac(purpose, subject.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
