package dev.dragops.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.dragops.vault.Plaintext;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private key that signs client assertions (RFC 7523): PKCS#8 in PEM (RFC 7468), or a JWK (RFC 7517), of RSA from
 * 2048 bits or of one of the NIST curves.
 *
 * @param id the key id of a JWK
 */
record SigningKey(PrivateKey key, JWSAlgorithm algorithm, Optional<String> id) {
    private static final int FEWEST_BITS = 2048;
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

    /** The key that the text is, empty where it is none that can sign. */
    static Optional<SigningKey> read(Plaintext text) {
        String key = text.revealText();
        try {
            Matcher pem = PEM.matcher(key);
            return pem.matches() ? pem(Base64.getMimeDecoder().decode(pem.group(1))) : jwk(key);
        } catch (GeneralSecurityException | ParseException | JOSEException | IllegalArgumentException notAKey) {
            return Optional.empty();
        }
    }

    private static Optional<SigningKey> pem(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return of(KeyFactory.getInstance("RSA").generatePrivate(spec), null, null);
        } catch (InvalidKeySpecException notRsa) {
            return of(KeyFactory.getInstance("EC").generatePrivate(spec), null, null);
        }
    }

    private static Optional<SigningKey> jwk(String text) throws ParseException, JOSEException {
        JWK jwk = JWK.parse(text);
        if (!jwk.isPrivate()) {
            return Optional.empty();
        }
        JWSAlgorithm wanted = jwk.getAlgorithm() == null
                ? null
                : JWSAlgorithm.parse(jwk.getAlgorithm().getName());
        if (jwk instanceof RSAKey rsa) {
            return of(rsa.toPrivateKey(), wanted, jwk.getKeyID());
        }
        return jwk instanceof ECKey ec ? of(ec.toPrivateKey(), wanted, jwk.getKeyID()) : Optional.empty();
    }

    private static Optional<SigningKey> of(PrivateKey key, @Nullable JWSAlgorithm wanted, @Nullable String id) {
        if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= FEWEST_BITS) {
            JWSAlgorithm algorithm =
                    wanted != null && JWSAlgorithm.Family.RSA.contains(wanted) ? wanted : JWSAlgorithm.RS256;
            return Optional.of(new SigningKey(key, algorithm, Optional.ofNullable(id)));
        }
        if (key instanceof ECPrivateKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            JWSAlgorithm algorithm = Curve.P_256.equals(curve)
                    ? JWSAlgorithm.ES256
                    : Curve.P_384.equals(curve)
                            ? JWSAlgorithm.ES384
                            : Curve.P_521.equals(curve) ? JWSAlgorithm.ES512 : null;
            return algorithm == null
                    ? Optional.empty()
                    : Optional.of(new SigningKey(key, algorithm, Optional.ofNullable(id)));
        }
        return Optional.empty();
    }

    /** The key is not for logs. */
    @Override
    public String toString() {
        return "SigningKey[" + algorithm + "]";
    }
}
