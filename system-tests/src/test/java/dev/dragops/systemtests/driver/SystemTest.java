package dev.dragops.systemtests.driver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests on the installation that all such classes share, one for each server. Its constructor may ask for the {@link
 * Dragops}, the {@link Installation} or its {@link dev.dragops.systemtests.provider.Providers}. A class has one instance, so that its people sign up once: passwords are slow
 * to hash, and meant to be.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedInstallation.class)
public @interface SystemTest {}
