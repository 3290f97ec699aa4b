package dev.dragops.web.pages;

import dev.dragops.accounts.EnvironmentId;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Credential;
import dev.dragops.connections.NewConnection;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Provider;
import dev.dragops.vault.Plaintext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a new connection: drawn from a pack's method, or for a service without a pack. Turns what a person
 * entered into what the connections module is asked for, and its refusals back into sentences beside the fields.
 */
sealed interface ConnectionForm {
    String NAME = "displayName";
    String TARGET = "target";
    String WHOLE_WORKSPACE = "workspace";
    String PROVIDER = "provider";

    /** What is wrong with the form as it was sent, before any module is asked. */
    FormErrors missing(PostedForm form);

    /** The request that the form stands for; whoever asks for it wipes its credential. */
    NewConnection request(PostedForm form);

    /**
     * What the form calls a field that the module names. A value that a person named has no name that the form knows
     * without its values: it keeps the module's, and what is wrong with it is told of the whole.
     */
    default String formName(String field) {
        return field.equals("environmentId") ? TARGET : field;
    }

    /** The fields that hold the credential, with what was entered into those that are not secret. */
    List<Labelled> fields(Optional<PostedForm> form, FormErrors errors);

    /** The names of everything that the form shows. */
    default List<String> shown() {
        List<String> names = new ArrayList<>(List.of(NAME, TARGET));
        fields(Optional.empty(), FormErrors.none())
                .forEach(field -> names.add(field.field().name()));
        return names;
    }

    /** A field with the words of its pack. */
    record Labelled(FormField field, String label, String help) {}

    /** A target that is neither the workspace nor an environment's id names nothing. */
    static Map<String, String> wrongTarget(PostedForm form) {
        String target = form.text(TARGET);
        boolean known = target.isEmpty()
                || target.equals(WHOLE_WORKSPACE)
                || EnvironmentId.parse(target).isPresent();
        return known ? Map.of() : Map.of(TARGET, Messages.text("connection.target.unknown"));
    }

    /** The form that a pack defines. */
    record OfPack(Provider provider, Pack.Method method) implements ConnectionForm {
        private static final String PREFIX = "field.";

        @Override
        public FormErrors missing(PostedForm form) {
            Map<String, String> errors = new LinkedHashMap<>();
            for (Pack.Field field : method.fields()) {
                if (field.required() && isBlank(form, field)) {
                    errors.put(PREFIX + field.name(), Messages.text("form.required"));
                }
            }
            errors.putAll(wrongTarget(form));
            return new FormErrors(errors, "");
        }

        private static boolean isBlank(PostedForm form, Pack.Field field) {
            return form.isBlank(PREFIX + field.name());
        }

        @Override
        public NewConnection request(PostedForm form) {
            Map<String, Plaintext> values = new LinkedHashMap<>();
            for (Pack.Field field : method.fields()) {
                value(form, field).ifPresent(value -> values.put(field.name(), value));
            }
            Credential credential = method.type() == ConnectionType.API_KEY
                    ? new Credential.ApiKey(values.values().iterator().next())
                    : new Credential.Fields(values);
            return newConnection(provider, credential, form);
        }

        // a key is taken byte for byte; around an address or a user's name a blank is a slip
        private static Optional<Plaintext> value(PostedForm form, Pack.Field field) {
            String name = PREFIX + field.name();
            if (field.secret()) {
                return form.secret(name);
            }
            String text = form.text(name);
            return text.isEmpty() ? Optional.empty() : Optional.of(Plaintext.ofText(text));
        }

        @Override
        public String formName(String field) {
            if (field.startsWith("credentials.")) {
                return PREFIX + field.substring("credentials.".length());
            }
            return field.equals("apiKey")
                    ? PREFIX + method.fields().get(0).name()
                    : ConnectionForm.super.formName(field);
        }

        @Override
        public List<Labelled> fields(Optional<PostedForm> form, FormErrors errors) {
            return method.fields().stream()
                    .map(field -> {
                        String name = PREFIX + field.name();
                        FormField drawn = (field.secret()
                                        ? FormField.secret(name, "off")
                                        : FormField.text(name, "off").ofType(inputType(field)))
                                .hinted(
                                        field.placeholder().or(field::keyPrefix).orElse(""),
                                        HtmlPattern.of(field.pattern()));
                        FormField asked = field.required() ? drawn : drawn.optional();
                        String entered = form.map(sent -> sent.text(name)).orElse("");
                        return new Labelled(
                                asked.filled(field.secret() ? "" : entered, errors),
                                field.label(),
                                field.description().orElse(""));
                    })
                    .toList();
        }

        private static String inputType(Pack.Field field) {
            return field.format().filter(List.of("url", "email")::contains).orElse("text");
        }
    }

    /** A service without a pack that takes a single key. */
    record AnyApiKey() implements ConnectionForm {
        private static final String KEY = "apiKey";

        @Override
        public FormErrors missing(PostedForm form) {
            Map<String, String> errors = new LinkedHashMap<>(wrongProvider(form));
            if (form.isBlank(KEY)) {
                errors.put(KEY, Messages.text("form.required"));
            }
            errors.putAll(wrongTarget(form));
            return new FormErrors(errors, "");
        }

        @Override
        public NewConnection request(PostedForm form) {
            return newConnection(
                    new Provider(form.text(PROVIDER)),
                    new Credential.ApiKey(form.secret(KEY).orElseThrow()),
                    form);
        }

        @Override
        public List<Labelled> fields(Optional<PostedForm> form, FormErrors errors) {
            return List.of(
                    providerField(form, errors),
                    new Labelled(
                            FormField.secret(KEY, "off").filled("", errors),
                            Messages.text("connection.api-key"),
                            Messages.text("connection.api-key.help")));
        }
    }

    /**
     * A service without a pack that takes several values.
     *
     * @param rows how many the form has room for; those left blank are not sent
     */
    record AnyFields(int rows) implements ConnectionForm {
        static final int FEWEST = 2;
        static final int MOST = 64;

        public AnyFields {
            rows = Math.max(FEWEST, Math.min(MOST, rows));
        }

        @Override
        public FormErrors missing(PostedForm form) {
            Map<String, String> errors = new LinkedHashMap<>(wrongProvider(form));
            Map<String, Integer> seen = new LinkedHashMap<>();
            for (int row = 1; row <= rows; row++) {
                String name = form.text(nameOf(row));
                boolean valued = !form.isBlank(valueOf(row));
                if (name.isEmpty() && valued) {
                    errors.put(nameOf(row), Messages.text("form.required"));
                } else if (!name.isEmpty() && !valued) {
                    errors.put(valueOf(row), Messages.text("form.required"));
                } else if (!name.isEmpty() && seen.putIfAbsent(name, row) != null) {
                    errors.put(nameOf(row), Messages.text("connection.fields.twice"));
                }
            }
            if (seen.isEmpty() && errors.isEmpty()) {
                errors.put(nameOf(1), Messages.text("connection.fields.none"));
            }
            errors.putAll(wrongTarget(form));
            return new FormErrors(errors, "");
        }

        @Override
        public NewConnection request(PostedForm form) {
            Map<String, Plaintext> values = new LinkedHashMap<>();
            for (int row = 1; row <= rows; row++) {
                String name = form.text(nameOf(row));
                if (!name.isEmpty()) {
                    form.secret(valueOf(row)).ifPresent(value -> values.put(name, value));
                }
            }
            return newConnection(new Provider(form.text(PROVIDER)), new Credential.Fields(values), form);
        }

        @Override
        public List<Labelled> fields(Optional<PostedForm> form, FormErrors errors) {
            List<Labelled> fields = new ArrayList<>();
            fields.add(providerField(form, errors));
            for (int row = 1; row <= rows; row++) {
                String name = nameOf(row);
                String entered = form.map(sent -> sent.text(name)).orElse("");
                fields.add(new Labelled(
                        FormField.text(name, "off").optional().filled(entered, errors),
                        Messages.text("connection.fields.name", row),
                        ""));
                fields.add(new Labelled(
                        FormField.secret(valueOf(row), "off").optional().filled("", errors),
                        Messages.text("connection.fields.value", row),
                        ""));
            }
            return fields;
        }

        private static String nameOf(int row) {
            return "name" + row;
        }

        private static String valueOf(int row) {
            return "value" + row;
        }
    }

    private static NewConnection newConnection(Provider provider, Credential credential, PostedForm form) {
        Optional<String> displayName = Optional.of(form.text(NAME)).filter(name -> !name.isEmpty());
        return new NewConnection(provider, credential, displayName, EnvironmentId.parse(form.text(TARGET)));
    }

    private static Map<String, String> wrongProvider(PostedForm form) {
        return Provider.parse(form.text(PROVIDER)).isPresent()
                ? Map.of()
                : Map.of(PROVIDER, Messages.text("connection.provider.wrong"));
    }

    private static Labelled providerField(Optional<PostedForm> form, FormErrors errors) {
        FormField field = FormField.text(PROVIDER, "off")
                .hinted("my-service", "[a-z][a-z0-9\\-]{0,63}")
                .filled(form.map(sent -> sent.text(PROVIDER)).orElse(""), errors);
        return new Labelled(field, Messages.text("connection.provider"), Messages.text("connection.provider.help"));
    }
}
