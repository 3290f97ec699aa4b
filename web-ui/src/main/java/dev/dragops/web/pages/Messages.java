package dev.dragops.web.pages;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.messageresolver.AbstractMessageResolver;

/**
 * The words of the pages, from {@code messages/messages.properties}: one bundle for all templates, so that a
 * translation is one file. A text without arguments is taken as it is; one with arguments is a {@link MessageFormat}.
 */
final class Messages extends AbstractMessageResolver {
    static final String BUNDLE = "messages.messages";

    /** The text of a key that the code names. */
    static String text(String key, Object... arguments) {
        return format(bundle(Locale.ENGLISH).getString(key), Locale.ENGLISH, arguments);
    }

    /** The text of a key that is made of what may have no words. */
    static Optional<String> find(String key) {
        ResourceBundle bundle = bundle(Locale.ENGLISH);
        return bundle.containsKey(key) ? Optional.of(bundle.getString(key)) : Optional.empty();
    }

    @Override
    @SuppressWarnings("NullAway") // null is the interface's word for "no such message"
    public @Nullable String resolveMessage(
            ITemplateContext context, @Nullable Class<?> origin, String key, Object @Nullable [] arguments) {
        try {
            String text = bundle(context.getLocale()).getString(key);
            return arguments == null ? text : format(text, context.getLocale(), arguments);
        } catch (MissingResourceException missing) {
            return null;
        }
    }

    @Override
    public String createAbsentMessageRepresentation(
            ITemplateContext context, @Nullable Class<?> origin, String key, Object @Nullable [] arguments) {
        throw new MissingResourceException("no text for " + key, BUNDLE, key);
    }

    private static String format(String text, Locale locale, Object[] arguments) {
        return arguments.length == 0 ? text : new MessageFormat(text, locale).format(arguments);
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(BUNDLE, locale, Messages.class.getClassLoader());
    }
}
