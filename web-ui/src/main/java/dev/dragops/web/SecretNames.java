package dev.dragops.web;

import dev.dragops.secrets.Secret;
import java.util.List;
import java.util.stream.Collectors;

/** The names of secrets as a file for people: what {@code docs/dotenv.md} reads, once each line has a value. */
public final class SecretNames {
    /** Of the file. */
    public static final String MEDIA_TYPE = "text/plain;charset=UTF-8";

    private SecretNames() {}

    /** A line {@code NAME=} for each. */
    public static String asDotenv(List<Secret> secrets) {
        return secrets.stream().map(secret -> secret.name() + "=\n").collect(Collectors.joining());
    }
}
