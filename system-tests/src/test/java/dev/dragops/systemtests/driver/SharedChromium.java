package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the shared browser when the first test asks for it, and after each test closes its windows: what went wrong in
 * one of them fails the test, and a test that failed leaves a picture of each.
 */
final class SharedChromium implements ParameterResolver, AfterEachCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Chromium.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return chromium(context);
    }

    private static Chromium chromium(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedChromium.class))
                .getOrComputeIfAbsent(Chromium.class, any -> Chromium.start(), Chromium.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> faults = new ArrayList<>();
        for (Window window : chromium(context).takeWindows()) {
            boolean failed = context.getExecutionException().isPresent();
            faults.addAll(window.faults());
            if (failed || !faults.isEmpty()) {
                window.picture(Path.of(
                        "failed",
                        context.getRequiredTestClass().getSimpleName() + "-"
                                + context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "-") + "-" + window.hashCode()));
            }
            window.close();
        }
        assertThat(faults).as("what went wrong in a window").isEmpty();
    }
}
