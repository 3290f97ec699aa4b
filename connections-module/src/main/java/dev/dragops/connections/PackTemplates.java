package dev.dragops.connections;

import dev.dragops.connections.packs.PackProblem;
import dev.dragops.oauth.Template;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks that what stands in {@code ${…}} of one method is known where it is needed, and puts no secret at risk. */
final class PackTemplates {
    /** Headers that belong to the connection, or that would let one request become two. */
    private static final Set<String> NOT_TO_SET =
            Set.of("connection", "content-length", "cookie", "expect", "host", "te", "trailer", "transfer-encoding");

    private final Map<String, JsonObject> fields;
    private final boolean instance;
    private final Consumer<PackProblem> problems;

    /** @param instance whether the fields tell where the provider is, rather than the credential itself */
    PackTemplates(List<JsonObject> fields, boolean instance, Consumer<PackProblem> problems) {
        this.fields = fields.stream()
                .collect(Collectors.toMap(field -> field.getString("name"), Function.identity(), (one, other) -> one));
        this.instance = instance;
        this.problems = problems;
    }

    /** The address may hold fields that are not secret, and those names. */
    void address(String at, String text, Collection<String> names) {
        check(at, text, names);
        for (String name : new Template(text).names()) {
            JsonObject field = fields.get(name);
            if (field != null && isSecret(field)) {
                refuse(at, "puts the secret field " + name + " into an address, where it would be logged");
            } else if (field != null && text.startsWith("${" + name + "}") && !isUrl(field)) {
                refuse(at, "starts with ${" + name + "}, whose format must be url");
            }
        }
        String example =
                text.replaceFirst("^\\$\\{[^}]*\\}", "https://host.example").replaceAll("\\$\\{[^}]*\\}", "1");
        if (!isAddress(example)) {
            refuse(at, "must be an address with a host, and without user information and fragment");
        }
    }

    /** The text may hold fields, and those names. */
    void text(String at, String text, Collection<String> names) {
        check(at, text, names);
    }

    /** Each text may hold fields, and those names. */
    void texts(String at, Map<String, String> texts, Collection<String> names) {
        texts.forEach((name, text) -> check(at + "." + name, text, names));
    }

    /** As {@link #texts}, of headers. */
    void headers(String at, Map<String, String> headers, Collection<String> names) {
        texts(at, headers, names);
        headers.keySet().stream()
                .filter(name -> NOT_TO_SET.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> refuse(at + "." + name, "is a header that packs cannot set"));
    }

    private void check(String at, String text, Collection<String> names) {
        Set<String> known = new HashSet<>(names);
        known.addAll(fields.keySet());
        Set<String> used = new Template(text).names();
        if (text.replaceAll("\\$\\{[A-Za-z][A-Za-z0-9_.-]{0,63}\\}", "").contains("${")) {
            refuse(at, "has a ${ that no name and no } follow");
        }
        for (String name : used) {
            JsonObject field = fields.get(name);
            if (!known.contains(name)) {
                refuse(at, "names ${" + name + "}, which is not known there");
            } else if (field != null && mayLack(field)) {
                refuse(at, "names ${" + name + "}, which a connection may lack: require it" + orDefault());
            }
        }
    }

    private String orDefault() {
        return instance ? ", or give it a default" : "";
    }

    private static boolean mayLack(JsonObject field) {
        return !field.getBoolean("required", true) && !field.containsKey("default");
    }

    static boolean isSecret(JsonObject field) {
        return field.getBoolean("secret", true);
    }

    private static boolean isUrl(JsonObject field) {
        return "url".equals(field.getString("format", "text"));
    }

    private static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null && address.getRawUserInfo() == null && address.getRawFragment() == null;
        } catch (URISyntaxException none) {
            return false;
        }
    }

    private void refuse(String at, String reason) {
        problems.accept(new PackProblem(at, reason));
    }
}
