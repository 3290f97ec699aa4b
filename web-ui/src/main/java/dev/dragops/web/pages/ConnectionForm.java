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

    /** What the credential is for. */
    Provider provider(PostedForm form);

    /** The credential that was entered, for the caller to wipe. */
    Credential credential(PostedForm form);

    /** The request that the form stands for; whoever asks for it wipes its credential. */
    default NewConnection request(PostedForm form) {
        Optional<String> displayName = Optional.of(form.text(NAME)).filter(name -> !name.isEmpty());
        return new NewConnection(provider(form), credential(form), displayName, EnvironmentId.parse(form.text(TARGET)));
    }

    /** Whether white space around what was entered is left out. */
    default boolean trims(PostedForm form) {
        return fields(Optional.empty(), FormErrors.none()).stream()
                .anyMatch(field -> form.hasWhiteSpaceAround(field.field().name()));
    }

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

    /**
     * A field with the words of its pack.
     *
     * @param choices the only values there are; none where there is any
     * @param dependsOn the element whose value decides whether the field is asked for; empty where it always is
     * @param value what that element has to hold
     */
    record Labelled(FormField field, String label, String help, List<Choice> choices, String dependsOn, String value) {
        public Labelled(FormField field, String label, String help) {
            this(field, label, help, List.of(), "", "");
        }

        public Labelled {
            choices = List.copyOf(choices);
        }
    }

    /** A value to choose. */
    record Choice(String value, String label, boolean selected) {}

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
                if (field.required() && asksFor(field, form) && form.isBlank(nameOf(field))) {
                    errors.put(nameOf(field), Messages.text("form.required"));
                }
            }
            errors.putAll(wrongTarget(form));
            return new FormErrors(errors, "");
        }

        /** What the form calls a field. */
        static String nameOf(Pack.Field field) {
            return PREFIX + field.name();
        }

        private boolean asksFor(Pack.Field field, PostedForm form) {
            return method.asksFor(field, other -> form.text(PREFIX + other));
        }

        @Override
        public Provider provider(PostedForm form) {
            return provider;
        }

        @Override
        public Credential credential(PostedForm form) {
            Map<String, Plaintext> values = new LinkedHashMap<>();
            for (Pack.Field field : method.fields()) {
                if (asksFor(field, form)) {
                    form.secretLine(nameOf(field)).ifPresent(value -> values.put(field.name(), value));
                }
            }
            return method.type() == ConnectionType.API_KEY
                    ? new Credential.ApiKey(values.values().iterator().next())
                    : new Credential.Fields(values);
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
                    .map(field -> drawn(field, form, errors))
                    .toList();
        }

        private static Labelled drawn(Pack.Field field, Optional<PostedForm> form, FormErrors errors) {
            String name = nameOf(field);
            FormField drawn = (field.secret()
                            ? FormField.secret(name, "off")
                            : FormField.text(name, "off").ofType(inputType(field)))
                    .hinted(
                            field.placeholder().or(field::keyPrefix).orElse(""),
                            HtmlPattern.amidWhiteSpace(field.pattern()));
            FormField asked = field.required() ? drawn : drawn.optional();
            String entered =
                    field.secret() ? "" : form.map(sent -> sent.text(name)).orElse("");
            return new Labelled(
                    asked.filled(entered, errors),
                    field.label(),
                    field.description().orElse(""),
                    field.options().stream()
                            .map(option -> new Choice(
                                    option.value(),
                                    option.label(),
                                    option.value().equals(entered)))
                            .toList(),
                    field.visibleWhen().map(on -> "f-" + PREFIX + on.field()).orElse(""),
                    field.visibleWhen().map(Pack.Condition::equals).orElse(""));
        }

        private static String inputType(Pack.Field field) {
            return field.format().filter(List.of("url", "email")::contains).orElse("text");
        }
    }

    /**
     * A service without a pack that takes a single key.
     *
     * @param known the service, where the form does not ask for it
     */
    record AnyApiKey(Optional<Provider> known) implements ConnectionForm {
        private static final String KEY = "apiKey";

        @Override
        public FormErrors missing(PostedForm form) {
            Map<String, String> errors = new LinkedHashMap<>(known.isPresent() ? Map.of() : wrongProvider(form));
            if (form.isBlank(KEY)) {
                errors.put(KEY, Messages.text("form.required"));
            }
            errors.putAll(wrongTarget(form));
            return new FormErrors(errors, "");
        }

        @Override
        public Provider provider(PostedForm form) {
            return known.orElseGet(() -> new Provider(form.text(PROVIDER)));
        }

        @Override
        public Credential credential(PostedForm form) {
            return new Credential.ApiKey(form.secretLine(KEY).orElseThrow());
        }

        @Override
        public List<Labelled> fields(Optional<PostedForm> form, FormErrors errors) {
            List<Labelled> fields =
                    new ArrayList<>(known.isPresent() ? List.of() : List.of(providerField(form, errors)));
            fields.add(new Labelled(
                    FormField.secret(KEY, "off").filled("", errors),
                    Messages.text("connection.api-key"),
                    Messages.text("connection.api-key.help")));
            return fields;
        }
    }

    /**
     * A service without a pack that takes several values.
     *
     * @param rows how many the form has room for; those left blank are not sent
     * @param known the service, where the form does not ask for it
     */
    record AnyFields(int rows, Optional<Provider> known) implements ConnectionForm {
        static final int FEWEST = 2;
        static final int MOST = 64;

        public AnyFields {
            rows = Math.max(FEWEST, Math.min(MOST, rows));
        }

        @Override
        public FormErrors missing(PostedForm form) {
            Map<String, String> errors = new LinkedHashMap<>(known.isPresent() ? Map.of() : wrongProvider(form));
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
        public Provider provider(PostedForm form) {
            return known.orElseGet(() -> new Provider(form.text(PROVIDER)));
        }

        @Override
        public Credential credential(PostedForm form) {
            Map<String, Plaintext> values = new LinkedHashMap<>();
            for (int row = 1; row <= rows; row++) {
                String name = form.text(nameOf(row));
                if (!name.isEmpty()) {
                    form.secretLine(valueOf(row)).ifPresent(value -> values.put(name, value));
                }
            }
            return new Credential.Fields(values);
        }

        @Override
        public List<Labelled> fields(Optional<PostedForm> form, FormErrors errors) {
            List<Labelled> fields = new ArrayList<>();
            if (known.isEmpty()) {
                fields.add(providerField(form, errors));
            }
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
