package dev.dragops.oauth;

import dev.dragops.oauth.egress.Json;
import java.util.List;
import java.util.Optional;

/**
 * What an issuer tells of itself (RFC 8414 section 2, OpenID Connect Discovery section 3), as far as it is used here.
 *
 * @param issParameter whether each answer to the redirect URI carries {@code iss} (RFC 9207 section 3)
 * @param idTokenAlgorithms what ID tokens are signed by; empty where it does not say
 */
record Metadata(
        String issuer,
        Optional<String> authorization,
        Optional<String> token,
        Optional<String> revocation,
        Optional<String> userinfo,
        Optional<String> keys,
        boolean issParameter,
        List<String> idTokenAlgorithms) {
    Metadata {
        idTokenAlgorithms = List.copyOf(idTokenAlgorithms);
    }

    static Metadata of(String issuer, Json json) {
        return new Metadata(
                issuer,
                json.textAt("/authorization_endpoint"),
                json.textAt("/token_endpoint"),
                json.textAt("/revocation_endpoint"),
                json.textAt("/userinfo_endpoint"),
                json.textAt("/jwks_uri"),
                json.at("/authorization_response_iss_parameter_supported").equals(Optional.of(Boolean.TRUE)),
                json.at("/id_token_signing_alg_values_supported").stream()
                        .filter(List.class::isInstance)
                        .flatMap(list -> ((List<?>) list).stream())
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList());
    }

    /** As JSON that {@link #of} reads. */
    String toJson() {
        StringBuilder json = new StringBuilder("{\"issuer\":").append(Json.quoted(issuer));
        member(json, "authorization_endpoint", authorization);
        member(json, "token_endpoint", token);
        member(json, "revocation_endpoint", revocation);
        member(json, "userinfo_endpoint", userinfo);
        member(json, "jwks_uri", keys);
        json.append(",\"authorization_response_iss_parameter_supported\":").append(issParameter);
        json.append(",\"id_token_signing_alg_values_supported\":[")
                .append(String.join(
                        ",", idTokenAlgorithms.stream().map(Json::quoted).toList()))
                .append("]}");
        return json.toString();
    }

    private static void member(StringBuilder json, String name, Optional<String> value) {
        value.ifPresent(text -> json.append(",\"").append(name).append("\":").append(Json.quoted(text)));
    }
}
