package dev.dragops.web.pages;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Draws the pages by Thymeleaf. Templates see their model and nothing of the request: no parameters, no headers, no
 * session, so that nothing a visitor sends reaches an expression unasked.
 */
@ApplicationScoped
class Templates {
    private final TemplateEngine engine = new TemplateEngine();

    Templates() {
        var resolver = new ClassLoaderTemplateResolver(Templates.class.getClassLoader());
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        resolver.setTemplateMode(TemplateMode.HTML);
        engine.setTemplateResolver(resolver);
        engine.setMessageResolver(new Messages());
        engine.setLinkBuilder(new RootLinks());
    }

    String draw(View view) {
        Context context = new Context(Locale.ENGLISH, view.model());
        return view.part()
                .map(fragment -> engine.process(view.template(), Set.of(fragment), context))
                .orElseGet(() -> engine.process(view.template(), context));
    }

    /** The product is always at the root of its host, so a link needs no servlet to be built. */
    private static final class RootLinks extends StandardLinkBuilder {
        @Override
        protected String computeContextPath(
                IExpressionContext context, String base, @Nullable Map<String, Object> parameters) {
            return "";
        }
    }
}
