package dev.dragops.accounts;

import dev.dragops.platform.FieldError;
import dev.dragops.platform.VisibleText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Checks what people type. Collects the faults of all fields, so that a form shows them at once; what it answers is
 * to be used only after {@link #refuseFaults()}.
 */
final class InputCheck {
    private static final int NAME_LENGTH = 100;
    /** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
    private static final int EMAIL_LENGTH = 254;

    private static final int PASSWORD_MIN = 8;
    private static final int PASSWORD_MAX = 256;
    private static final int PASSWORD_MAX_BYTES = 1024;
    /** The addresses that HTML's e-mail fields accept, in lower case; the look-ahead bounds the local part. */
    private static final Pattern EMAIL = Pattern.compile("(?=[^@]{1,64}@)[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@"
            + "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    private final List<FieldError> faults = new ArrayList<>();

    /** As stored and compared: two spellings of one address are one account. */
    static String normalisedEmail(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether an account can have that address. No other is looked up: its column is ASCII, and MariaDB fails to compare
     * that with anything else.
     */
    static boolean isEmail(String normalised) {
        return normalised.length() <= EMAIL_LENGTH && EMAIL.matcher(normalised).matches();
    }

    String email(String field, String value) {
        String email = normalisedEmail(value);
        if (email.isEmpty()) {
            refuse(field, "REQUIRED", "An e-mail address is required");
        } else if (email.length() > EMAIL_LENGTH) {
            refuse(field, "TOO_LONG", "An e-mail address has at most 254 characters");
        } else if (!isEmail(email)) {
            refuse(field, "INVALID", "This is not an e-mail address");
        }
        return email;
    }

    /** A name of a person or a thing: 1 to 100 characters after trimming, all of them visible. */
    String name(String field, String value) {
        String name = value.strip();
        if (name.isEmpty()) {
            refuse(field, "REQUIRED", "A name is required");
        } else if (name.codePointCount(0, name.length()) > NAME_LENGTH) {
            refuse(field, "TOO_LONG", "A name has at most 100 characters");
        } else if (VisibleText.isMissingIn(name)) {
            refuse(field, "INVALID", "A name has no control characters and none that cannot be seen");
        }
        return name;
    }

    /** 8 to 256 characters, taken as they are: neither trimmed nor brought to a Unicode normal form. */
    void password(String field, String password, String email) {
        if (password.isBlank()) {
            refuse(field, "REQUIRED", "A password is required");
            return;
        }
        int length = password.codePointCount(0, password.length());
        if (length < PASSWORD_MIN) {
            refuse(field, "TOO_SHORT", "A password has at least 8 characters");
        } else if (length > PASSWORD_MAX || password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_MAX_BYTES) {
            refuse(field, "TOO_LONG", "A password has at most 256 characters");
        } else if (normalisedEmail(password).equals(email)) {
            refuse(field, "INVALID", "The password must not be the e-mail address");
        }
    }

    /** Whether a password of that size could have been accepted; any other is not worth hashing. */
    static boolean isPasswordSize(int bytes) {
        return bytes > 0 && bytes <= PASSWORD_MAX_BYTES;
    }

    void refuse(String field, String code, String message) {
        faults.add(new FieldError(field, code, message));
    }

    /**
     * Ends the check.
     *
     * @throws AccountsException.Invalid where a field was refused
     */
    void refuseFaults() {
        if (!faults.isEmpty()) {
            throw new AccountsException.Invalid(faults);
        }
    }
}
