package dev.dragops.connections;

import dev.dragops.vault.Plaintext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of a credential as templates take them: those that the pack calls secret apart from the others. The secret
 * ones are the credential's own, to wipe with it.
 */
record FieldValues(Map<String, String> plain, Map<String, Plaintext> secret) {
    static FieldValues of(Pack.Method method, Credential.Fields credential) {
        Map<String, String> plain = new LinkedHashMap<>();
        Map<String, Plaintext> secret = new LinkedHashMap<>();
        credential.values().forEach((name, value) -> {
            if (method.field(name).filter(field -> !field.secret()).isPresent()) {
                plain.put(name, value.revealText());
            } else {
                secret.put(name, value);
            }
        });
        return new FieldValues(plain, secret);
    }

    /** A field as a text, whether it is secret or not; a client's id may be either. */
    static String text(Credential.Fields credential, String name) {
        Plaintext value = credential.values().get(name);
        return value == null ? "" : value.revealText();
    }

    /** A field that outlives the credential; empty where there is none. */
    static Plaintext copy(Credential.Fields credential, String name) {
        Plaintext value = credential.values().get(name);
        return Plaintext.of(value == null ? new byte[0] : value.reveal().clone());
    }
}
