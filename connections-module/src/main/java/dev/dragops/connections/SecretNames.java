package dev.dragops.connections;

import dev.dragops.secrets.SecretName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which secrets a connection seeds. */
final class SecretNames {
    private SecretNames() {}

    /**
     * {@code <PROVIDER>_API_KEY} without a field, {@code <PROVIDER>_<FIELD>} with one: in upper case, each run outside
     * A-Z and 0-9 as one {@code _}, so that {@code baseUrl} is {@code BASEURL} and {@code base-url} is
     * {@code BASE_URL}.
     *
     * @return empty where that is longer than a secret's name may be
     */
    static Optional<SecretName> derive(Provider provider, Optional<String> field) {
        String words = provider.value() + "_" + field.orElse("API_KEY");
        return SecretName.parse(words.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_"));
    }

    /**
     * The secrets that a field seeds: what the pack says, else the derived one.
     *
     * @param method the pack's method of that type, where the provider has a pack
     * @param field ignored for {@link ConnectionType#API_KEY}, which has one
     * @return none where no valid name can be derived
     */
    static List<SecretName> seedNames(
            Optional<Pack.Method> method, Provider provider, ConnectionType type, String field) {
        boolean single = type == ConnectionType.API_KEY;
        List<String> seedAs = method.flatMap(
                        form -> single ? form.fields().stream().findFirst() : form.field(field))
                .map(Pack.Field::seedAs)
                .orElse(List.of());
        if (!seedAs.isEmpty()) {
            return seedAs.stream().map(SecretName::new).toList();
        }
        return derive(provider, single ? Optional.empty() : Optional.of(field)).stream()
                .toList();
    }
}
