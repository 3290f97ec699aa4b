package dev.dragops.oauth;

import dev.dragops.oauth.OAuthApps.Trial;
import dev.dragops.oauth.egress.Answer;
import dev.dragops.oauth.egress.EgressClient;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Tries an app by a code that nobody was ever given. */
final class AppTrial {
    private static final String NO_CODE = "dragops-tries-whether-it-is-known-here";
    private static final String NO_VERIFIER = "dragops-tries-whether-it-is-known-here-0123456789";
    private static final Set<String> UNKNOWN_CLIENT = Set.of("invalid_client", "unauthorized_client");

    private final Apps apps;
    private final Addresses addresses;
    private final Discovery discovery;
    private final EgressClient egress;

    AppTrial(Apps apps, Addresses addresses, Discovery discovery, EgressClient egress) {
        this.apps = apps;
        this.addresses = addresses;
        this.discovery = discovery;
        this.egress = egress;
    }

    Trial of(OAuthProvider definition) {
        OAuthProvider.TokenRequests tokens = definition.tokens();
        try (Client client = apps.open(definition.provider());
                TokenRequest request = new TokenRequest(tokens.renamed())) {
            Endpoint endpoint = Endpoint.of(definition, Map.of(), addresses, discovery);
            String url = endpoint.token();
            request.set("grant_type", "authorization_code")
                    .set("code", NO_CODE)
                    .set("redirect_uri", RedirectUri.of(definition.provider()))
                    .set("code_verifier", NO_VERIFIER)
                    .authenticate(
                            client, tokens.authentication(), endpoint.issuer().orElse(url));
            Map<String, String> values = Map.of("client_id", client.id());
            request.add(tokens.parameters(), values).headers(tokens.headers(), values);
            Answer answer = request.send(egress, "POST", url, tokens.body());
            boolean unauthorized = answer instanceof Answer.Received received && received.status() == 401;
            TokenReply reply = new TokenReplyReader(definition, true, Clock.systemUTC())
                    .read(answer)
                    .reply();
            return trial(reply, unauthorized);
        } catch (OAuthException.FieldMissing perConnection) {
            return new Trial(false, "needs_a_connection");
        }
    }

    private static Trial trial(TokenReply reply, boolean unauthorized) {
        if (reply instanceof TokenReply.Refused refused) {
            boolean unknown = unauthorized || UNKNOWN_CLIENT.contains(refused.error());
            return unknown
                    ? new Trial(false, UNKNOWN_CLIENT.contains(refused.error()) ? refused.error() : "invalid_client")
                    : new Trial(true, refused.error());
        }
        if (reply instanceof TokenReply.Granted granted) {
            granted.tokens().close();
            return new Trial(false, "accepts_any_code");
        }
        return new Trial(false, unauthorized ? "invalid_client" : "no_answer");
    }
}
