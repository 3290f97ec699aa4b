package dev.dragops.oauth;

import dev.dragops.oauth.OAuthProvider.TokenReplies;
import dev.dragops.oauth.TokenReply.Granted;
import dev.dragops.oauth.TokenReply.Later;
import dev.dragops.oauth.TokenReply.NotSent;
import dev.dragops.oauth.TokenReply.Odd;
import dev.dragops.oauth.TokenReply.Refused;
import dev.dragops.oauth.TokenReply.Unknown;
import dev.dragops.oauth.egress.Answer;
import dev.dragops.oauth.egress.Answer.Received;
import dev.dragops.oauth.egress.Json;
import dev.dragops.vault.Plaintext;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a token endpoint answered (RFC 6749 section 5), which is hostile until proven. What the provider wrote
 * never gets into an exception or a log.
 *
 * <ul>
 *   <li>429 is {@link Later}; {@code temporarily_unavailable} and {@code slow_down} are too, and 503 where an OAuth error
 *       says so.
 *   <li>An {@code error} is {@link Refused}, in a reply of status 200 as well. From status 500 on it must be one of RFC
 *       6749 section 5.2: what frameworks and gateways write there by themselves tells nothing of what was done.
 *   <li>{@code token_type} must be Bearer in any case (RFC 6750); absent counts as Bearer.
 *   <li>{@code expires_in} may be a number or a text of one, with a fraction that is dropped; zero and less mean a token
 *       that has already expired, more than ten years means ten; anything else counts as absent.
 *   <li>An empty refresh token or scope counts as absent.
 * </ul>
 */
final class TokenReplyReader {
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(3_650);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Set<String> BUSY = Set.of("temporarily_unavailable", "slow_down");

    /** RFC 6749 section 5.2. */
    private static final Set<String> DEFINED = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope");

    /** What is read, with the whole reply where it is a success: an ID token is in there. */
    record Read(TokenReply reply, Optional<Json> json) {}

    private final TokenReplies definition;
    private final String separator;
    private final boolean first;
    private final Clock clock;

    /**
     * A reader for one provider.
     *
     * @param first whether no token was had before, so that the pack's default lifetime holds where none is named
     */
    TokenReplyReader(OAuthProvider provider, boolean first, Clock clock) {
        this.definition = provider.replies();
        this.separator = provider.scopes().replySeparator();
        this.first = first;
        this.clock = clock;
    }

    Read read(Answer answer) {
        if (answer instanceof Answer.TargetRefused) {
            return only(new NotSent("target_refused"));
        }
        if (answer instanceof Answer.NotSent notSent) {
            return only(new NotSent(notSent.why()));
        }
        if (answer instanceof Answer.NoAnswer none) {
            return only(
                    none.status().filter(status -> status == 429).isPresent()
                            ? new Later(Optional.empty())
                            : new Unknown(none.why()));
        }
        try (Received received = (Received) answer) {
            return read(received);
        }
    }

    private Read read(Received received) {
        if (received.status() == 429) {
            return only(new Later(wait(received)));
        }
        Optional<Json> json = json(received).filter(Json::isObject);
        Optional<String> error = json.flatMap(this::error);
        if (received.isSuccess()) {
            return json.map(read -> error.map(code -> refused(code, received)).orElseGet(() -> granted(read)))
                    .orElseGet(() -> only(new Unknown("unreadable")));
        }
        boolean failing = received.status() >= 500;
        if (error.filter(code -> !failing || BUSY.contains(code) || DEFINED.contains(code))
                .isPresent()) {
            return received.status() == 503 ? only(new Later(wait(received))) : refused(error.get(), received);
        }
        return only(failing ? new Unknown("status_" + received.status()) : new Odd(received.status()));
    }

    private Read refused(String error, Received received) {
        return only(BUSY.contains(error) ? new Later(wait(received)) : new Refused(code(error)));
    }

    private static Read only(TokenReply reply) {
        return new Read(reply, Optional.empty());
    }

    /** Cut to what is safe to show and to log. */
    static String code(String error) {
        String safe = error.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "");
        return safe.isEmpty() ? "error" : safe.substring(0, Math.min(64, safe.length()));
    }

    private Optional<String> error(Json json) {
        if (definition.error().isPresent()) {
            OAuthProvider.ErrorInOk declared = definition.error().get();
            boolean said = json.at(declared.pointer()).isPresent()
                    || json.at(definition.accessToken()).isEmpty();
            if (said && !json.isAt(declared.pointer(), declared.success())) {
                return Optional.of(json.scalarAt(declared.code()).orElse("error"));
            }
        }
        // some wrap it: {"error": {"code": "…"}}
        Optional<Object> error = json.at("/error");
        return error.flatMap(Json::scalar)
                .filter(code -> !code.isEmpty() && !code.equals("false") && !code.equals("0"))
                .or(() -> error.filter(Map.class::isInstance)
                        .map(wrapped -> json.scalarAt("/error/code").orElse("error")));
    }

    private Read granted(Json json) {
        Optional<String> accessToken = json.textAt(definition.accessToken()).filter(TokenReplyReader::isToken);
        if (accessToken.isEmpty()) {
            return only(new Unknown("unreadable"));
        }
        Optional<Object> type = json.at(definition.tokenType()).filter(value -> !value.equals(""));
        if (type.isPresent() && !(type.get() instanceof String text && text.equalsIgnoreCase("Bearer"))) {
            // by a refresh that brought it, the old refresh token may be used up
            return only(first ? new Refused("unsupported_token_type") : new Unknown("unsupported_token_type"));
        }
        Optional<Object> refresh = json.at(definition.refreshToken()).filter(value -> !value.equals(""));
        Optional<String> refreshToken =
                refresh.filter(String.class::isInstance).map(String.class::cast).filter(TokenReplyReader::isToken);
        if (refresh.isPresent() && refreshToken.isEmpty()) {
            return only(new Unknown("unreadable"));
        }
        Optional<Duration> lifetime = lifetime(json).or(() -> first ? definition.defaultLifetime() : Optional.empty());
        Map<String, String> kept = new HashMap<>();
        definition.kept().forEach((name, pointer) -> json.scalarAt(pointer)
                .filter(value -> value.length() <= 2_048)
                .ifPresent(value -> kept.put(name, value)));
        TokenSet tokens = new TokenSet(
                Plaintext.ofText(accessToken.get()), refreshToken.map(Plaintext::ofText), "Bearer", lifetime);
        return new Read(new Granted(tokens, scopes(json), kept, Optional.empty()), Optional.of(json));
    }

    /** RFC 6749 appendices A.12 and A.17: visible characters, and space. */
    private static boolean isToken(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_TOKEN
                && text.chars().allMatch(c -> c >= ' ' && c <= '~')
                && text.equals(text.strip());
    }

    private Optional<Duration> lifetime(Json json) {
        return json.scalarAt(definition.expiresIn())
                .filter(text -> !text.equals("true") && !text.equals("false"))
                .flatMap(text -> new Json.Num(text.strip()).value().or(() -> tooLong(text)))
                .map(number -> number.setScale(0, RoundingMode.FLOOR).max(BigDecimal.ZERO))
                .map(seconds -> seconds.min(BigDecimal.valueOf(LONGEST_LIFETIME.toSeconds())))
                .map(seconds -> Duration.ofSeconds(seconds.longValueExact()));
    }

    /** A number that is too large to be made, but is one. */
    private static Optional<BigDecimal> tooLong(String text) {
        return text.matches("\\d{1,4096}|\\d{1,64}(\\.\\d{1,64})?[eE]\\+?\\d{1,64}")
                ? Optional.of(BigDecimal.valueOf(Long.MAX_VALUE))
                : Optional.empty();
    }

    private Optional<List<String>> scopes(Json json) {
        Optional<Object> scope = json.at(definition.scope());
        List<String> scopes = scope.filter(List.class::isInstance).isPresent()
                ? ((List<?>) scope.get())
                        .stream().flatMap(name -> Json.scalar(name).stream()).toList()
                : json.textAt(definition.scope())
                        .map(text -> Arrays.asList(text.split(Pattern.quote(separator), -1)))
                        .orElse(List.of());
        List<String> named = scopes.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty() && name.length() <= 256)
                .distinct()
                .limit(500)
                .toList();
        return named.isEmpty() ? Optional.empty() : Optional.of(named);
    }

    /** RFC 9110 section 10.2.3: seconds, or a date. */
    private Optional<Duration> wait(Received received) {
        return received.retryAfter()
                .flatMap(text ->
                        text.matches("\\d{1,9}") ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : until(text))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private Optional<Duration> until(String date) {
        try {
            ZonedDateTime at = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(clock.instant(), at.toInstant()));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /** JSON whatever the type says, but for a form where the type says so: GitHub's way without {@code Accept}. */
    private static Optional<Json> json(Received received) {
        if (received.encoded()) {
            return Optional.empty();
        }
        return received.contentType().equals("application/x-www-form-urlencoded")
                ? form(received.body())
                : received.json();
    }

    private static Optional<Json> form(Plaintext body) {
        Map<String, String> parameters = new HashMap<>();
        try {
            for (String pair : body.revealText().split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    return Optional.empty();
                }
                String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (parameters.put(name, value) != null) {
                    return Optional.empty();
                }
            }
        } catch (IllegalArgumentException | IllegalStateException notAForm) {
            return Optional.empty();
        }
        StringBuilder json = new StringBuilder("{");
        parameters.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append(Json.quoted(name))
                .append(':')
                .append(Json.quoted(value)));
        return Json.read(json.append('}').toString());
    }
}
