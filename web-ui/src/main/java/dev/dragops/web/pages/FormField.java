package dev.dragops.web.pages;

/**
 * A field of a form as it is drawn. What a secret field held is never drawn again: its value is always empty.
 *
 * @param name its name in the form
 * @param type {@code text}, {@code email}, {@code url} or {@code password}
 * @param autocomplete the token of WHATWG HTML, section 4.10.18.7, for password managers
 * @param pattern what a browser checks the value by, empty where it checks nothing
 * @param error what is wrong with it, empty where nothing is
 */
public record FormField(
        String name,
        String type,
        String value,
        boolean required,
        String autocomplete,
        String placeholder,
        String pattern,
        String error) {
    private static final String SECRET = "password";

    public FormField {
        value = type.equals(SECRET) ? "" : value;
    }

    static FormField text(String name, String autocomplete) {
        return new FormField(name, "text", "", true, autocomplete, "", "", "");
    }

    static FormField email(String name, String autocomplete) {
        return new FormField(name, "email", "", true, autocomplete, "", "", "");
    }

    static FormField secret(String name, String autocomplete) {
        return new FormField(name, SECRET, "", true, autocomplete, "", "", "");
    }

    FormField optional() {
        return new FormField(name, type, value, false, autocomplete, placeholder, pattern, error);
    }

    FormField ofType(String other) {
        return new FormField(name, other, value, required, autocomplete, placeholder, pattern, error);
    }

    FormField hinted(String examplePlaceholder, String htmlPattern) {
        return new FormField(name, type, value, required, autocomplete, examplePlaceholder, htmlPattern, error);
    }

    /** With what the person had entered, and what is wrong with it. */
    FormField filled(String entered, FormErrors errors) {
        return new FormField(name, type, entered, required, autocomplete, placeholder, pattern, errors.of(name));
    }

    /** The id of the element. */
    public String id() {
        return "f-" + name;
    }

    public boolean invalid() {
        return !error.isEmpty();
    }
}
