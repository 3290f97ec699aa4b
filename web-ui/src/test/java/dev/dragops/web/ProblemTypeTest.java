package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.dragops.accounts.EnvironmentId;
import dev.dragops.accounts.Scope;
import dev.dragops.connections.ConnectionId;
import dev.dragops.platform.DragopsException;
import dev.dragops.platform.FieldError;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {
    @Test
    void hasAStatusForEveryRefusalOfEveryModule() throws ReflectiveOperationException {
        TreeSet<String> families = new TreeSet<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.dragops")) {
            if (found.isAssignableTo(DragopsException.class)
                    && !found.getModifiers().contains(JavaModifier.ABSTRACT)) {
                Class<?> refusal = found.reflect();
                families.add(refusal.getSuperclass().getSimpleName());
                DragopsException example = example(refusal);
                assertThat(ProblemType.of(example.code()))
                        .as("the type of %s", refusal.getName())
                        .isPresent();
            }
        }
        assertThat(families)
                .contains(
                        "AccountsException",
                        "ConnectionsException",
                        "SecretsException",
                        "VaultException",
                        "WebException");
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void hasAnErrorStatusAndATitle(ProblemType type) {
        assertThat(type.status()).isBetween(400, 599);
        assertThat(type.title()).isNotBlank();
        assertThat(type.uri()).matches("about:blank|urn:dragops:problem:[a-z-]+");
    }

    @Test
    void saysNoMoreThanTheStatusWhereThatSaysItAll() {
        assertThat(ProblemType.NOT_FOUND.uri()).isEqualTo("about:blank");
        assertThat(ProblemType.CONNECTION_NOT_FOUND.uri()).isEqualTo("urn:dragops:problem:connection-not-found");
    }

    private static DragopsException example(Class<?> refusal) throws ReflectiveOperationException {
        Constructor<?> constructor = Arrays.stream(refusal.getDeclaredConstructors())
                .filter(candidate -> !Modifier.isPrivate(candidate.getModifiers()))
                .findFirst()
                .orElseThrow();
        constructor.setAccessible(true);
        return (DragopsException) constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                .map(ProblemTypeTest::argument)
                .toArray());
    }

    private static Object argument(Class<?> type) {
        if (type == String.class) {
            return "x";
        }
        if (type == List.class) {
            return List.of();
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == int.class) {
            return 1;
        }
        if (type == Scope.class) {
            return Scope.RUNTIME;
        }
        if (type == EnvironmentId.class) {
            return new EnvironmentId("env_01jd3v5w0c8m2xq6d9k4t7h1zr");
        }
        if (type == ConnectionId.class) {
            return ConnectionId.next();
        }
        if (type == FieldError.class) {
            return new FieldError("f", "C", "m");
        }
        throw new IllegalArgumentException("name an example of " + type);
    }
}
