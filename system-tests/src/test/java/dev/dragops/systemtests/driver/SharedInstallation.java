package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.provider.Providers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the shared installation when the first test asks for it, and ends it after the last. */
final class SharedInstallation implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Set.of(Dragops.class, Installation.class, Providers.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedInstallation.class))
                .getOrComputeIfAbsent(Running.class, any -> Running.start(), Running.class);
        Class<?> wanted = parameter.getParameter().getType();
        if (wanted == Providers.class) {
            return running.providers;
        }
        return wanted == Installation.class ? running.installation : running.installation.dragops();
    }

    /** The operator's packs that the shared installation starts with. */
    private static void layOutPacks(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String pack : new String[] {"acme", "broken-field", "not-json"}) {
                String file = pack + ".dragops-pack.json";
                try (var in = SharedInstallation.class.getResourceAsStream("/packs/" + file)) {
                    Files.write(folder.resolve(file), in.readAllBytes());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private record Running(Installation installation, Providers providers) implements AutoCloseable {
        static Running start() {
            Installation installation = Installation.named("shared");
            layOutPacks(installation.folder().resolve("packs"));
            Providers providers = Providers.of(installation);
            installation.start().registerAdministrator();
            return new Running(installation, providers);
        }

        @Override
        public void close() {
            installation.stop();
            providers.close();
            assertThat(providers.mock().faults())
                    .as("odd requests to the mock provider")
                    .isEmpty();
        }
    }
}
