package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Pack;
import dev.dragops.oauth.Authorizations;
import dev.dragops.oauth.OAuthApps;
import dev.dragops.oauth.OAuthProvider;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The form that leads to a provider: which scopes, which instance, under which name. */
@ApplicationScoped
class ConnectForm {
    private static final String SCOPE = "scope.";
    private static final String MORE_SCOPES = "moreScopes";
    private static final String FIELD = "field.";

    @EJB
    OAuthApps apps;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** A way to authenticate that the person can choose instead. */
    public record Way(String type, String address, boolean current) {}

    /** A scope to ask for. */
    public record ScopeChoice(String field, String name, String description, boolean chosen) {}

    /** The ways to authenticate that a person can choose. */
    static List<Pack.Method> methods(Pack pack) {
        return pack.methods().stream()
                .filter(method -> method.type() == ConnectionType.OAUTH
                        ? method.oauth().isPresent()
                        : !method.fields().isEmpty())
                .toList();
    }

    static List<Way> ways(Pack pack, ConnectionType current) {
        return ways(address(pack), methods(pack).stream().map(Pack.Method::type).toList(), current);
    }

    static List<Way> ways(String action, List<ConnectionType> types, ConnectionType current) {
        return types.stream()
                .map(type -> new Way(type.wire(), action + "?type=" + type.wire(), type == current))
                .toList();
    }

    View page(Pack pack, Pack.Method method, Optional<PostedForm> sent, FormErrors errors) {
        Caller caller = visit.caller();
        OAuthProvider oauth = method.oauth().orElseThrow().provider();
        return layout.page("connections/connect", "connections", "")
                .with("title", Messages.text("connection.new.title", pack.name()))
                .with("providerName", pack.name())
                .with("about", pack.description())
                .with(
                        "docsUrl",
                        pack.docsUrl().filter(url -> url.startsWith("https://")).orElse(""))
                .with("ways", ways(pack, ConnectionType.OAUTH))
                .with("action", address(pack) + "/connect")
                .with("check", FieldCheckPage.address(pack.provider()))
                .with("configured", apps.find(oauth.provider()).isPresent())
                .with("administrator", caller.role() == Role.ADMINISTRATOR)
                .with("appAddress", "/admin/oauth-apps/" + pack.provider())
                .with("scopes", scopes(oauth.scopes(), sent))
                .with("takesScopes", oauth.scopes().parameter().isPresent())
                .with(
                        "moreScopes",
                        FormField.text(MORE_SCOPES, "off")
                                .optional()
                                .filled(sent.map(form -> form.text(MORE_SCOPES)).orElse(""), errors))
                .with("fields", fields(method, sent, errors))
                .with(
                        "displayName",
                        FormField.text(ConnectionForm.NAME, "off")
                                .optional()
                                .filled(
                                        sent.map(form -> form.text(ConnectionForm.NAME))
                                                .orElse(""),
                                        errors))
                .with("error", errors.whole())
                .with("wrong", errors.byField().size());
    }

    /** What the form asks for. */
    static Authorizations.Request request(Pack.Method method, PostedForm form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Pack.Field field : method.fields()) {
            String value = form.text(FIELD + field.name());
            if (!value.isEmpty()) {
                fields.put(field.name(), value);
            }
        }
        List<String> scopes = new ArrayList<>();
        form.names().stream()
                .filter(name -> name.startsWith(SCOPE))
                .map(name -> name.substring(SCOPE.length()))
                .forEach(scopes::add);
        Stream.of(form.text(MORE_SCOPES).split("[\\s,]+", -1))
                .filter(scope -> !scope.isEmpty() && !scopes.contains(scope))
                .forEach(scopes::add);
        return new Authorizations.Request(
                Optional.of(form.text(ConnectionForm.NAME)).filter(name -> !name.isEmpty()),
                scopes,
                Optional.empty(),
                Optional.empty(),
                fields);
    }

    /** What is missing, before any module is asked. */
    static FormErrors missing(Pack.Method method, PostedForm form) {
        Map<String, String> errors = new LinkedHashMap<>();
        for (Pack.Field field : method.fields()) {
            if (field.required() && field.defaultValue().isEmpty() && form.isBlank(FIELD + field.name())) {
                errors.put(FIELD + field.name(), Messages.text("form.required"));
            }
        }
        return new FormErrors(errors, "");
    }

    /** What the form calls a field that a module names. */
    static String formName(String field) {
        if (field.startsWith("scopes")) {
            return MORE_SCOPES;
        }
        return field.startsWith("fields.") ? FIELD + field.substring("fields.".length()) : field;
    }

    /** The names of everything that the form shows. */
    static List<String> shown(Pack.Method method) {
        return Stream.concat(
                        Stream.of(ConnectionForm.NAME, MORE_SCOPES),
                        method.fields().stream().map(field -> FIELD + field.name()))
                .toList();
    }

    private static List<ScopeChoice> scopes(OAuthProvider.Scopes scopes, Optional<PostedForm> sent) {
        Map<String, String> known = new LinkedHashMap<>();
        scopes.defaults().forEach(name -> known.put(name, ""));
        scopes.available()
                .forEach(scope -> known.put(scope.name(), scope.description().orElse("")));
        return known.entrySet().stream()
                .map(scope -> new ScopeChoice(
                        SCOPE + scope.getKey(),
                        scope.getKey(),
                        scope.getValue(),
                        sent.map(form -> form.names().contains(SCOPE + scope.getKey()))
                                .orElse(scopes.defaults().contains(scope.getKey()))))
                .toList();
    }

    private static List<ConnectionForm.Labelled> fields(
            Pack.Method method, Optional<PostedForm> sent, FormErrors errors) {
        return method.fields().stream()
                .map(field -> {
                    String name = FIELD + field.name();
                    FormField drawn = FormField.text(name, "off")
                            .ofType(field.format().filter("url"::equals).orElse("text"))
                            .hinted(field.placeholder().orElse(""), HtmlPattern.amidWhiteSpace(field.pattern()));
                    return new ConnectionForm.Labelled(
                            (field.required() && field.defaultValue().isEmpty() ? drawn : drawn.optional())
                                    .filled(
                                            sent.map(form -> form.text(name))
                                                    .or(field::defaultValue)
                                                    .orElse(""),
                                            errors),
                            field.label(),
                            field.description().orElse(""));
                })
                .toList();
    }

    private static String address(Pack pack) {
        return "/connections/new/" + pack.provider();
    }
}
