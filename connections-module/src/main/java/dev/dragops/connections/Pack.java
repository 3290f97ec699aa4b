package dev.dragops.connections;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a {@code *.dragops-pack.json} file defines about one provider.
 *
 * @param methods the ways to authenticate, the preferred one first; at most one of each type
 */
public record Pack(
        Provider provider,
        String slug,
        String name,
        String description,
        String version,
        String category,
        List<String> tags,
        Optional<String> docsUrl,
        List<Method> methods) {
    public Pack {
        tags = List.copyOf(tags);
        methods = List.copyOf(methods);
    }

    /** The method of that type, empty where the provider has none. */
    public Optional<Method> method(ConnectionType type) {
        return methods.stream().filter(method -> method.type() == type).findFirst();
    }

    /** One way to authenticate. */
    public record Method(ConnectionType type, List<Field> fields) {
        public Method {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field of the form.
     *
     * @param secret whether it is entered masked and never echoed
     * @param pattern what a value must match as a whole
     * @param format {@code text}, {@code url}, {@code email} or {@code hostname}
     * @param keyPrefix how such a key starts, such as {@code xoxb-}, for a hint while pasting
     * @param seedAs the names of the secrets that it seeds; derived from the provider and the field where empty
     */
    public record Field(
            String name,
            String label,
            Optional<String> description,
            Optional<String> placeholder,
            boolean required,
            boolean secret,
            Optional<Pattern> pattern,
            Optional<String> format,
            Optional<String> keyPrefix,
            List<String> seedAs) {
        public Field {
            seedAs = List.copyOf(seedAs);
        }
    }
}
