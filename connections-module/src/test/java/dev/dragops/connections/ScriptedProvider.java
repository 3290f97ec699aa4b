package dev.dragops.connections;

import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderAccount;
import dev.dragops.oauth.ProviderClient;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.oauth.TokenReply;
import dev.dragops.oauth.TokenSet;
import dev.dragops.vault.Plaintext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** A provider that answers what a test says, and remembers what it was asked. */
final class ScriptedProvider extends ProviderClient {
    final AtomicInteger calls = new AtomicInteger();
    final List<String> presented = Collections.synchronizedList(new ArrayList<>());
    final List<String> revoked = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Supplier<TokenReply>> script = new ArrayDeque<>();
    Revoked revocation = Revoked.CONFIRMED;
    Proof proof = new Proof.Inconclusive("not asked");
    Runnable whileProving = () -> {};
    Optional<ProviderAccount> account = Optional.empty();
    Function<Integer, TokenReply> otherwise = call -> granted("access-" + call, "refresh-" + call, 3600);

    synchronized void then(TokenReply reply) {
        script.add(() -> reply);
    }

    synchronized void then(Supplier<TokenReply> reply) {
        script.add(reply);
    }

    static TokenReply.Granted granted(String accessToken, String refreshToken, long seconds) {
        return new TokenReply.Granted(
                new TokenSet(
                        Plaintext.ofText(accessToken),
                        refreshToken.isEmpty() ? Optional.empty() : Optional.of(Plaintext.ofText(refreshToken)),
                        "Bearer",
                        seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds))),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    private TokenReply next() {
        int call = calls.incrementAndGet();
        Supplier<TokenReply> reply;
        synchronized (this) {
            reply = script.poll();
        }
        return reply == null ? otherwise.apply(call) : reply.get();
    }

    @Override
    public TokenReply refresh(
            OAuthProvider provider, Map<String, String> values, List<String> scopes, Plaintext refreshToken) {
        presented.add(refreshToken.revealText());
        return next();
    }

    @Override
    public TokenReply exchange(OAuthProvider provider, Map<String, String> values, List<String> scopes, Code code) {
        presented.add(code.code().revealText());
        return next();
    }

    @Override
    public TokenReply clientCredentials(
            OAuthProvider provider,
            Map<String, String> values,
            List<String> scopes,
            String clientId,
            Plaintext clientSecret) {
        presented.add(clientId + ":" + clientSecret.revealText() + "@" + values.get("region"));
        return next();
    }

    @Override
    public Revoked revoke(OAuthProvider provider, Map<String, String> values, TokenSet tokens) {
        revoked.add(tokens.accessToken().revealText());
        return revocation;
    }

    @Override
    public Optional<ProviderAccount> account(OAuthProvider provider, Map<String, String> values, TokenSet tokens) {
        return account;
    }

    @Override
    public Proof prove(
            ProviderRequest request,
            Map<String, String> values,
            Map<String, Plaintext> secrets,
            List<Integer> expected,
            Optional<OAuthProvider.AccountLookup> lookup,
            Optional<OAuthProvider.ErrorInOk> error) {
        secrets.forEach((name, secret) -> presented.add(name + "=" + secret.revealText()));
        whileProving.run();
        return proof;
    }
}
