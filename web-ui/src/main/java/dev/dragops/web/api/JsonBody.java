package dev.dragops.web.api;

import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.WebException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JSON object that a request brought. Its accessors collect what is wrong with the fields; {@link #check()} then
 * refuses all of it at once. Members that nobody asks for are ignored, among them those that are not the caller's to
 * set.
 */
public final class JsonBody {
    private static final String REQUIRED = "REQUIRED";
    private static final String INVALID = "INVALID";
    private static final Pattern ENGINE_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final Map<String, Object> members;
    private final Plaintext raw;
    private final List<FieldError> errors = new ArrayList<>();

    JsonBody(Map<String, Object> members, Plaintext raw) {
        this.members = members;
        this.raw = raw;
    }

    /** The bytes as they came. They are wiped when the request ends. */
    Plaintext raw() {
        return raw;
    }

    /** A text that is there and not blank. */
    String required(String field) {
        String text = present(field);
        if (text.isBlank() && members.get(field) instanceof String) {
            reject(field, REQUIRED, "This is required");
        }
        return text;
    }

    /** A text that is there, blank or not: for values that are kept to the byte. */
    String present(String field) {
        Optional<String> text = optional(field);
        if (isAbsent(field)) {
            reject(field, REQUIRED, "This is required");
        }
        return text.orElse("");
    }

    /** A text that may be missing or null. */
    Optional<String> optional(String field) {
        Object value = members.get(field);
        if (value instanceof String text) {
            return Optional.of(text);
        }
        if (!isAbsent(field)) {
            reject(field, "WRONG_TYPE", "This must be a string");
        }
        return Optional.empty();
    }

    /** A yes or no that may be missing or null, which is a no. */
    boolean flag(String field) {
        Object value = members.get(field);
        if (!isAbsent(field) && value != JsonBodyReader.Scalar.TRUE && value != JsonBodyReader.Scalar.FALSE) {
            reject(field, "WRONG_TYPE", "This must be true or false");
        }
        return value == JsonBodyReader.Scalar.TRUE;
    }

    /** Whether the member is missing or null. */
    boolean isAbsent(String field) {
        return members.getOrDefault(field, JsonBodyReader.Scalar.NULL) == JsonBodyReader.Scalar.NULL;
    }

    /** Whether the member is there at all, be it null. */
    boolean has(String field) {
        return members.containsKey(field);
    }

    /** An object of at least one member, whose values are texts. Any other type counts as missing. */
    Map<String, String> requiredTexts(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (members.get(field) instanceof Map<?, ?> object && !object.isEmpty()) {
            object.forEach((name, value) -> {
                if (value instanceof String text) {
                    texts.put(String.valueOf(name), text);
                } else {
                    reject(field + "." + name, "WRONG_TYPE", "This must be a string");
                }
            });
        } else {
            reject(field, REQUIRED, "This is required, as an object with at least one field");
        }
        return texts;
    }

    /** An object whose values are texts; empty where it is missing or null. */
    Map<String, String> optionalTexts(String field) {
        boolean empty = members.get(field) instanceof Map<?, ?> object && object.isEmpty();
        return isAbsent(field) || empty ? Map.of() : requiredTexts(field);
    }

    /** A list of at most that many texts; empty where it is missing or null. */
    List<String> optionalList(String field, int most) {
        return isAbsent(field) ? List.of() : list(field, 0, most);
    }

    /** A list of one to {@code most} texts. */
    List<String> requiredList(String field, int most) {
        if (isAbsent(field)) {
            reject(field, REQUIRED, "This is required");
            return List.of();
        }
        return list(field, 1, most);
    }

    private List<String> list(String field, int least, int most) {
        List<String> texts = new ArrayList<>();
        if (!(members.get(field) instanceof List<?> list)) {
            reject(field, "WRONG_TYPE", "This must be a list of strings");
        } else if (list.size() < least || list.size() > most) {
            reject(field, INVALID, "This must have " + least + " to " + most + " entries");
        } else {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof String text) {
                    texts.add(text);
                } else {
                    reject(field + "[" + i + "]", "WRONG_TYPE", "This must be a string");
                }
            }
        }
        return texts;
    }

    /** A point in time that may be missing or null. */
    Optional<Instant> optionalTime(String field) {
        try {
            return optional(field).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeParseException invalid) {
            reject(field, INVALID, "This must be a time of ISO 8601, such as 2027-01-31T12:00:00Z");
            return Optional.empty();
        }
    }

    /** An id of the execution engine, which chooses its own: 1 to 128 of {@code A-Z a-z 0-9 . _ : -}. */
    Optional<String> optionalEngineId(String field) {
        Optional<String> id = optional(field);
        if (id.isPresent() && !ENGINE_ID.matcher(id.get()).matches()) {
            reject(field, INVALID, "This must be 1 to 128 of A-Z, a-z, 0-9, '.', '_', ':' and '-'");
        }
        return id;
    }

    /** As {@link #optionalEngineId}, where it must be there. */
    String requiredEngineId(String field) {
        Optional<String> id = optionalEngineId(field);
        if (isAbsent(field)) {
            reject(field, REQUIRED, "This is required");
        }
        return id.orElse("");
    }

    /** Notes that a field is wrong in a way that only its resource can see. */
    void reject(String field, String code, String message) {
        errors.add(new FieldError(field, code, message));
    }

    /** Whether that field was found wrong already. */
    boolean isRejected(String field) {
        return errors.stream().anyMatch(error -> error.field().equals(field));
    }

    /**
     * Ends the reading.
     *
     * @throws WebException.Invalid naming every field that is wrong
     */
    void check() {
        if (!errors.isEmpty()) {
            throw new WebException.Invalid(errors);
        }
    }

    /** As {@link #check()}, in the contract's own words where something required is missing. */
    void check(String messageIfMissing) {
        if (errors.stream().anyMatch(error -> error.code().equals(REQUIRED))) {
            throw new WebException.Invalid(messageIfMissing, errors);
        }
        check();
    }

    @Override
    public String toString() {
        return "JsonBody[redacted]";
    }
}
