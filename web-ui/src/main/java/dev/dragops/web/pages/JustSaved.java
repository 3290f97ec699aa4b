package dev.dragops.web.pages;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.SessionId;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.Saved;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.SeedResult;
import dev.dragops.vault.Vault;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Cookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Carries what a save did from the form's answer to the page it leads to: in a cookie of ours for that one page, since
 * nodes keep nothing, signed for the session, and without a value of any secret.
 */
@ApplicationScoped
class JustSaved {
    private static final int SECONDS = 120;
    private static final String PURPOSE = "just-saved";
    private static final int LONGEST = 3000;

    @EJB
    Vault vault;

    @Inject
    PageCookies cookies;

    /**
     * What is to be told.
     *
     * @param complete whether everything fitted; the counts are right anyway
     */
    record Told(ConnectionId connection, int seeded, int kept, List<Kept> details, boolean complete) {
        Told {
            details = List.copyOf(details);
        }
    }

    /** A secret that was there before, and was left as it was. */
    record Kept(EnvironmentId environment, SecretName name) {}

    /** The header that sets the cookie. */
    String carry(Saved saved, SessionId session) {
        SeedResult seeds = saved.seedResult();
        String head = saved.connection().id() + " " + seeds.seeded().size() + " "
                + seeds.kept().size() + " ";
        String kept = seeds.details().stream()
                .filter(detail -> detail.outcome() == SeedResult.Outcome.KEPT)
                .map(detail -> detail.environment() + ":" + detail.name())
                .collect(Collectors.joining(","));
        String text = head + (head.length() + kept.length() <= LONGEST ? "+" + kept : "-");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String value = encode(bytes) + "." + encode(mac(bytes, session));
        return cookies.setFor(cookies.told(), value, SECONDS);
    }

    /** The header that ends the cookie. */
    String forget() {
        return cookies.end(cookies.told());
    }

    /** What the cookie carries, empty where there is none or it was not made here for this session. */
    Optional<Told> read(Map<String, Cookie> sent, SessionId session) {
        return Optional.ofNullable(sent.get(cookies.told())).flatMap(cookie -> read(cookie.getValue(), session));
    }

    private Optional<Told> read(String cookie, SessionId session) {
        int dot = cookie.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cookie.substring(0, dot));
            byte[] mac = Base64.getUrlDecoder().decode(cookie.substring(dot + 1));
            return MessageDigest.isEqual(mac, mac(bytes, session))
                    ? told(new String(bytes, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<Told> told(String text) {
        String[] parts = text.split(" ", -1);
        List<Kept> details = new ArrayList<>();
        for (String pair : parts[3].substring(1).split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon > 0) {
                details.add(new Kept(
                        new EnvironmentId(pair.substring(0, colon)), new SecretName(pair.substring(colon + 1))));
            }
        }
        return ConnectionId.parse(parts[0])
                .map(id -> new Told(
                        id, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), details, parts[3].startsWith("+")));
    }

    private byte[] mac(byte[] bytes, SessionId session) {
        byte[] owner = session.value().getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[owner.length + 1 + bytes.length];
        System.arraycopy(owner, 0, message, 0, owner.length);
        System.arraycopy(bytes, 0, message, owner.length + 1, bytes.length);
        return vault.mac(PURPOSE, message);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
