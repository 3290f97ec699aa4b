package dev.dragops.connections;

import dev.dragops.connections.packs.FieldPattern;
import dev.dragops.oauth.OAuthProvider;
import dev.dragops.oauth.ProviderRequest;
import dev.dragops.secrets.SecretName;
import dev.dragops.vault.Plaintext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a {@code *.dragops-pack.json} file defines about one provider.
 *
 * @param slug the name of the pack itself
 * @param version of the pack, as semver.org says
 * @param docsUrl an http or https address where a person reads how to get the credential
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
        require(docsUrl.stream().allMatch(FieldFormat.URL::accepts), "docsUrl is an http or https address");
        require(!methods.isEmpty(), "a pack has a method");
        require(methods.stream().map(Method::type).distinct().count() == methods.size(), "one method of each type");
    }

    /** The method of that type, empty where the provider has none. */
    public Optional<Method> method(ConnectionType type) {
        return methods.stream().filter(method -> method.type() == type).findFirst();
    }

    /**
     * Whether a person who looks for that text means this one: each word of it is in the name, the provider, the category
     * or a tag.
     */
    public boolean isAbout(String text) {
        String about = String.join(" ", name, provider.value(), category, String.join(" ", tags))
                .toLowerCase(Locale.ROOT);
        return Stream.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+")).allMatch(about::contains);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /**
     * One way to authenticate.
     *
     * @param fields in the order of the form; exactly one for {@link ConnectionType#API_KEY}, at least one for
     *     {@link ConnectionType#CREDENTIALS}
     * @param oauth how tokens are got: always there for {@link ConnectionType#OAUTH}, and for
     *     {@link ConnectionType#CREDENTIALS} whose fields are a client of the client credentials grant
     * @param verification a request that proves the credential
     */
    public record Method(
            ConnectionType type,
            List<Field> fields,
            Optional<OAuth> oauth,
            Optional<VerificationRequest> verification) {
        /** A method whose credential is what the person enters. */
        public Method(ConnectionType type, List<Field> fields) {
            this(type, fields, Optional.empty(), Optional.empty());
        }

        public Method {
            fields = List.copyOf(fields);
            require(type != ConnectionType.API_KEY || fields.size() == 1, "an API key is one field");
            require(type != ConnectionType.CREDENTIALS || !fields.isEmpty(), "credentials have a field");
            require(fields.stream().map(Field::name).distinct().count() == fields.size(), "field names differ");
            require(type != ConnectionType.OAUTH || oauth.isPresent(), "an OAuth method says how");
            require(type != ConnectionType.API_KEY || oauth.isEmpty(), "an API key is no OAuth");
        }

        /** The field of that name, empty where the form has none. */
        public Optional<Field> field(String name) {
            return fields.stream().filter(field -> field.name().equals(name)).findFirst();
        }

        /**
         * Whether the form asks for a field.
         *
         * @param values what the fields hold, by name; the empty text where one holds nothing
         */
        public boolean asksFor(Field field, UnaryOperator<String> values) {
            return field.visibleWhen()
                    .flatMap(condition -> field(condition.field())
                            .map(other -> asksFor(other, values)
                                    && values.apply(other.name()).equals(condition.equals())))
                    .orElse(true);
        }

        /** The values, and for each field without one (or with an empty one) its default, where it has any. */
        public Map<String, String> withDefaults(Map<String, String> values) {
            Map<String, String> complete = new LinkedHashMap<>(values);
            for (Field field : fields) {
                if (complete.getOrDefault(field.name(), "").isEmpty()) {
                    field.defaultValue().ifPresent(value -> complete.put(field.name(), value));
                }
            }
            return complete;
        }
    }

    /**
     * The OAuth of a method.
     *
     * @param setupUrl where an administrator registers this server as an app
     * @param setupSteps how, in plain sentences
     * @param clientIdField the field that is the client id, for the client credentials grant
     * @param clientSecretField the field that is the client secret, for the client credentials grant
     */
    public record OAuth(
            OAuthProvider provider,
            Optional<String> setupUrl,
            List<String> setupSteps,
            Optional<String> clientIdField,
            Optional<String> clientSecretField) {
        public OAuth {
            setupSteps = List.copyOf(setupSteps);
        }
    }

    /**
     * A request that proves a credential.
     *
     * @param expected the statuses that mean that it works
     * @param error how a refusal is told although the status is an expected one
     * @param account where the answer tells whose it is
     */
    public record VerificationRequest(
            ProviderRequest request,
            List<Integer> expected,
            Optional<OAuthProvider.ErrorInOk> error,
            Optional<OAuthProvider.AccountLookup> account) {
        /** A request whose status tells everything. */
        public VerificationRequest(
                ProviderRequest request, List<Integer> expected, Optional<OAuthProvider.AccountLookup> account) {
            this(request, expected, Optional.empty(), account);
        }

        public VerificationRequest {
            expected = List.copyOf(expected);
        }
    }

    /**
     * A field of the form.
     *
     * @param secret whether it is entered masked and never echoed
     * @param pattern what a value must match as a whole, in RE2 syntax
     * @param format {@code text}, {@code url}, {@code email} or {@code hostname}
     * @param keyPrefix how such a key starts, such as {@code xoxb-}, for a hint while pasting
     * @param seedAs the names of the secrets that it seeds; where its file names none, the derived one; none for OAuth
     * @param defaultValue the value where the person enters none, of an OAuth method
     * @param options the only values there are, in the order of the form; any value where there are none
     * @param visibleWhen when the form asks for it; always where it is empty
     */
    public record Field(
            String name,
            String label,
            Optional<String> description,
            Optional<String> placeholder,
            boolean required,
            boolean secret,
            Optional<String> pattern,
            Optional<String> format,
            Optional<String> keyPrefix,
            List<String> seedAs,
            Optional<String> defaultValue,
            List<Option> options,
            Optional<Condition> visibleWhen) {
        /** As in {@code ghp_…}. */
        private static final Pattern KEY_START = Pattern.compile("([!-~]{3,32})\u2026");

        /** A field that is always asked for, of any value. */
        public Field(
                String name,
                String label,
                Optional<String> description,
                Optional<String> placeholder,
                boolean required,
                boolean secret,
                Optional<String> pattern,
                Optional<String> format,
                Optional<String> keyPrefix,
                List<String> seedAs,
                Optional<String> defaultValue) {
            this(
                    name,
                    label,
                    description,
                    placeholder,
                    required,
                    secret,
                    pattern,
                    format,
                    keyPrefix,
                    seedAs,
                    defaultValue,
                    List.of(),
                    Optional.empty());
        }

        /** A field without a default. */
        public Field(
                String name,
                String label,
                Optional<String> description,
                Optional<String> placeholder,
                boolean required,
                boolean secret,
                Optional<String> pattern,
                Optional<String> format,
                Optional<String> keyPrefix,
                List<String> seedAs) {
            this(
                    name,
                    label,
                    description,
                    placeholder,
                    required,
                    secret,
                    pattern,
                    format,
                    keyPrefix,
                    seedAs,
                    Optional.empty());
        }

        public Field {
            seedAs = List.copyOf(seedAs);
            options = List.copyOf(options);
            require(PackValidation.isFieldName(name), "a field's name is a letter and up to 63 of A-Za-z0-9_.-");
            require(!label.isBlank(), "a field has a label");
            pattern.ifPresent(FieldPattern::of);
            require(format.isEmpty() || FieldFormat.named(format.get()).isPresent(), "no such format");
            seedAs.forEach(SecretName::new);
        }

        /** How values of a secret field start, by its key prefix and the examples in its placeholder; for hints only. */
        public List<String> keyStarts() {
            return secret
                    ? Stream.concat(
                                    keyPrefix.stream(),
                                    placeholder.stream()
                                            .flatMap(text ->
                                                    KEY_START.matcher(text).results())
                                            .map(match -> match.group(1)))
                            .distinct()
                            .toList()
                    : List.of();
        }

        /**
         * What is wrong with a value that is not empty, in a sentence that does not repeat it; empty where nothing is.
         */
        public Optional<String> complaint(Plaintext value) {
            return PackValidation.mismatch(this, value);
        }

        /** Whether the value is an option, has the format and matches the pattern. */
        boolean accepts(String value) {
            return isOption(value)
                    && format.flatMap(FieldFormat::named).stream().allMatch(known -> known.accepts(value))
                    && pattern.stream().allMatch(regex -> FieldPattern.of(regex).matches(value));
        }

        /** Whether the value is one of the options, where there are any. */
        boolean isOption(String value) {
            return options.isEmpty()
                    || options.stream().anyMatch(option -> option.value().equals(value));
        }
    }

    /** A value to choose, and what the form calls it. */
    public record Option(String value, String label) {}

    /**
     * Asks for a field only where another one, that the form shows before it and that is not secret, has that value.
     *
     * @param equals the value
     */
    public record Condition(String field, String equals) {}
}
