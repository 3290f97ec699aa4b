package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.ClientAuthentication;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a client cannot be used as it is.
 *
 * @param field the name on the wire of what is wrong
 * @param message one sentence for a person, without the value
 */
record AppProblem(String field, String code, String message) {
    /** RFC 6749 appendices A.1 and A.2. */
    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]+");

    private static final int LONGEST_ID = 512;
    private static final int LONGEST_SECRET = 4_096;
    private static final int LONGEST_KEY = 16_384;

    /** The first problem that it has. */
    static Optional<AppProblem> of(Client app) {
        if (app.id().length() > LONGEST_ID
                || !VISIBLE.matcher(app.id()).matches()
                || app.id().isBlank()) {
            return Optional.of(new AppProblem("clientId", "INVALID", "The client id has 1 to 512 visible characters"));
        }
        if (app.secret().isPresent() && app.privateKey().isPresent()) {
            return Optional.of(
                    new AppProblem("clientSecret", "AMBIGUOUS", "Give either a client secret or a private key"));
        }
        if (app.secret().isPresent() && !isSecret(app)) {
            return Optional.of(
                    new AppProblem("clientSecret", "INVALID", "The client secret has 1 to 4096 visible characters"));
        }
        if (app.privateKey().isPresent() && !isKey(app)) {
            return Optional.of(new AppProblem(
                    "privateKey", "INVALID", "The private key is PKCS#8 in PEM or a JWK, of RSA from 2048 bits or EC"));
        }
        return wrongWay(app);
    }

    private static Optional<AppProblem> wrongWay(Client app) {
        if (app.authentication().isEmpty()) {
            return app.secret().isEmpty() && app.privateKey().isEmpty()
                    ? Optional.of(new AppProblem(
                            "clientSecret",
                            "REQUIRED",
                            "A client secret or private key is needed, unless the client authentication is none"))
                    : Optional.empty();
        }
        ClientAuthentication way = app.authentication().get();
        boolean fits =
                switch (way) {
                    case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> app.secret().isPresent();
                    case PRIVATE_KEY_JWT -> app.privateKey().isPresent();
                    case NONE -> app.secret().isEmpty() && app.privateKey().isEmpty();
                };
        return fits
                ? Optional.empty()
                : Optional.of(new AppProblem(
                        "clientAuthentication", "INVALID", "The client authentication does not fit what proves it"));
    }

    private static boolean isSecret(Client app) {
        return app.secret()
                .filter(secret -> secret.length() <= LONGEST_SECRET
                        && VISIBLE.matcher(secret.revealText()).matches())
                .isPresent();
    }

    private static boolean isKey(Client app) {
        return app.privateKey()
                .filter(key -> key.length() <= LONGEST_KEY)
                .flatMap(SigningKey::read)
                .isPresent();
    }
}
