package dev.dragops.connections;

import dev.dragops.connections.packs.FieldPattern;
import dev.dragops.platform.FieldError;
import dev.dragops.secrets.SecretName;
import dev.dragops.vault.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks a credential before it is sealed: against the limits that hold for all, and against the pack where one is. */
final class PackValidation {
    private static final int MOST_FIELDS = 64;

    /** In bytes of UTF-8. */
    private static final int LARGEST_VALUE = 64 * 1024;

    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    private final Optional<Pack.Method> method;
    private final Provider provider;
    private final List<FieldError> errors = new ArrayList<>();

    private PackValidation(Optional<Pack.Method> method, Provider provider) {
        this.method = method;
        this.provider = provider;
    }

    /**
     * What is wrong with the credential; nothing where it can be saved. No message holds a value.
     *
     * @param method the pack's method of the credential's type; empty where the provider has no pack
     */
    static List<FieldError> check(Optional<Pack.Method> method, Provider provider, Credential credential) {
        if (method.isPresent() && method.get().type() != credential.type()) {
            throw new IllegalArgumentException("the method is of another type than the credential");
        }
        PackValidation validation = new PackValidation(method, provider);
        if (credential instanceof Credential.ApiKey key) {
            validation.checkValue("apiKey", method.map(form -> form.fields().get(0)), key.key());
        } else if (credential instanceof Credential.Fields fields) {
            validation.checkFields(fields.values());
        }
        return List.copyOf(validation.errors);
    }

    /**
     * What is wrong with the instance fields of an OAuth method, defaults included; nothing where they can be used. No
     * message holds a value.
     */
    static List<FieldError> checkInstance(Pack.Method method, Map<String, String> values) {
        List<FieldError> errors = new ArrayList<>();
        values.keySet().stream()
                .filter(name -> method.field(name).isEmpty())
                .forEach(name -> errors.add(unknownField(method, name)));
        Map<String, String> complete = method.withDefaults(values);
        for (Pack.Field field : method.fields()) {
            String path = "fields." + field.name();
            String value = complete.getOrDefault(field.name(), "");
            if (value.isEmpty() && field.required()) {
                errors.add(new FieldError(path, "REQUIRED", field.label() + " is required"));
            } else if (!value.isEmpty()) {
                mismatch(field, value).ifPresent(message -> errors.add(new FieldError(path, "INVALID", message)));
            }
        }
        return errors;
    }

    /** The name is not repeated where it could be anything. */
    private static FieldError unknownField(Pack.Method method, String name) {
        return new FieldError(
                isFieldName(name) ? "fields." + name : "fields",
                "UNKNOWN_FIELD",
                "There is no such field"
                        + (method.fields().isEmpty() ? "; none is known" : "; known are " + knownFields(method)));
    }

    /** Whether a pack may call a field so. */
    static boolean isFieldName(String name) {
        return FIELD_NAME.matcher(name).matches();
    }

    /** Whether a field without a pack may be called so: the names of other systems are not ours to choose. */
    private static boolean isAcceptable(String name) {
        return !name.isBlank()
                && name.codePointCount(0, name.length()) <= 64
                && name.codePoints().noneMatch(Character::isISOControl);
    }

    private void checkFields(Map<String, Plaintext> values) {
        if (values.isEmpty() || values.size() > MOST_FIELDS) {
            refuse("credentials", "INVALID", "1 to " + MOST_FIELDS + " fields are needed");
            return;
        }
        method.ifPresent(form -> checkRequired(form, values));
        Map<SecretName, String> seeds = new HashMap<>();
        values.forEach((name, value) -> {
            String path = "credentials." + name;
            if (!isAcceptable(name)) {
                // not repeated: it is of any length, and may be a value that slipped
                refuse(
                        "credentials",
                        "INVALID",
                        "A field's name has 1 to 64 characters, not all of them blank, and no control characters");
            } else if (method.isPresent() && method.get().field(name).isEmpty()) {
                refuse(path, "UNKNOWN_FIELD", "There is no such field; known are " + knownFields(method.get()));
            } else if (method.isPresent() && !isAskedFor(method.get(), name, values)) {
                refuse(path, "NOT_ASKED_FOR", label(name) + " is not asked for beside the other values");
            } else {
                checkValue(path, method.flatMap(form -> form.field(name)), value);
                checkSeeds(name, path, seeds);
            }
        });
    }

    private String label(String name) {
        return method.flatMap(form -> form.field(name)).map(Pack.Field::label).orElse("The value");
    }

    private static boolean isAskedFor(Pack.Method form, String name, Map<String, Plaintext> values) {
        return form.field(name).stream()
                .allMatch(field -> form.asksFor(field, other -> {
                    Plaintext value = values.get(other);
                    return value == null ? "" : value.revealText();
                }));
    }

    private void checkRequired(Pack.Method form, Map<String, Plaintext> values) {
        form.fields().stream()
                .filter(field -> field.required() && !values.containsKey(field.name()))
                .filter(field -> isAskedFor(form, field.name(), values))
                .forEach(field -> refuse("credentials." + field.name(), "REQUIRED", field.label() + " is required"));
    }

    private static String knownFields(Pack.Method form) {
        return form.fields().stream().map(Pack.Field::name).collect(Collectors.joining(", "));
    }

    private void checkSeeds(String name, String path, Map<SecretName, String> seeds) {
        List<SecretName> names = SecretNames.seedNames(method, provider, ConnectionType.CREDENTIALS, name);
        if (names.isEmpty()) {
            refuse(path, "INVALID", "The field's name is too long to name a secret after it");
        }
        for (SecretName secret : names) {
            String before = seeds.putIfAbsent(secret, name);
            if (before != null) {
                refuse(path, "SAME_SECRET_NAME", "This field and " + before + " would both seed the secret " + secret);
            }
        }
    }

    private void checkValue(String path, Optional<Pack.Field> field, Plaintext value) {
        String label = field.map(Pack.Field::label).orElse("The value");
        if (value.length() == 0) {
            refuse(path, "REQUIRED", label + " must not be empty");
        } else if (value.length() > LARGEST_VALUE) {
            refuse(path, "TOO_LONG", label + " must have at most " + LARGEST_VALUE + " bytes");
        } else {
            field.flatMap(known -> mismatch(known, value)).ifPresent(message -> refuse(path, "INVALID", message));
        }
    }

    /** Opens the value only where the pack asks something of it. */
    static Optional<String> mismatch(Pack.Field field, Plaintext value) {
        if (field.pattern().isEmpty()
                && field.format().isEmpty()
                && field.options().isEmpty()) {
            return Optional.empty();
        }
        return mismatch(field, new String(value.reveal(), StandardCharsets.UTF_8));
    }

    private static Optional<String> mismatch(Pack.Field field, String text) {
        if (!field.isOption(text)) {
            return Optional.of(field.label() + " must be one of the values to choose");
        }
        Optional<FieldFormat> format = field.format().flatMap(FieldFormat::named);
        if (format.isPresent() && !format.get().accepts(text)) {
            return Optional.of(field.label() + " must be " + format.get().words());
        }
        return field.pattern()
                .filter(pattern -> !FieldPattern.of(pattern).matches(text))
                .map(pattern -> field.label() + " must match " + pattern);
    }

    private void refuse(String field, String code, String message) {
        errors.add(new FieldError(field, code, message));
    }
}
