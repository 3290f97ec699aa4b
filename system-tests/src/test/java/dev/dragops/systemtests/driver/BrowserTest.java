package dev.dragops.systemtests.driver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A {@link SystemTest} whose constructor may also ask for {@link Chromium}, which all such classes share. Whatever a
 * browser complains of in a window fails the test: errors of scripts, requests that fail, what the content security
 * policy stopped, and requests to anybody whom the test did not name.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SystemTest
@ExtendWith(SharedChromium.class)
public @interface BrowserTest {}
