package dev.dragops.web.api;

import jakarta.enterprise.context.Dependent;
import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one way out for JSON, the same on every server: records of this package, members in the order of their
 * declaration, an empty {@link Optional} left out, null as null, instants to the millisecond in UTC. Other types are
 * refused, so that nothing gets out by accident.
 */
@Provider
@Produces(MediaType.APPLICATION_JSON)
@Dependent // of a proxy, Jersey cannot tell the type that it writes
public class RecordWriter implements MessageBodyWriter<Record> {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord() && type.getPackageName().equals(RecordWriter.class.getPackageName());
    }

    @Override
    public void writeTo(
            Record answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(toJson(answer));
    }

    /** The record as an object, in UTF-8. */
    static byte[] toJson(Record answer) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = GENERATORS.createGenerator(json, StandardCharsets.UTF_8)) {
            write(generator, answer);
        }
        return json.toByteArray();
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.write(text);
        } else if (value instanceof Boolean flag) {
            json.write(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.write(((Number) value).longValue());
        } else if (value instanceof Instant instant) {
            json.write(INSTANT.format(instant));
        } else if (value instanceof Collection<?> elements) {
            json.writeStartArray();
            elements.forEach(element -> write(json, element));
            json.writeEnd();
        } else if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            members.forEach((name, member) -> writeMember(json, String.valueOf(name), member));
            json.writeEnd();
        } else if (value instanceof Record members) {
            json.writeStartObject();
            for (RecordComponent component : members.getClass().getRecordComponents()) {
                Member named = component.getAnnotation(Member.class);
                writeMember(json, named == null ? component.getName() : named.value(), read(component, members));
            }
            json.writeEnd();
        } else {
            throw new IllegalArgumentException("no way out for " + value.getClass());
        }
    }

    private static void writeMember(JsonGenerator json, String name, @Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> writeMember(json, name, present));
        } else {
            json.writeKey(name);
            write(json, value);
        }
    }

    private static @Nullable Object read(RecordComponent component, Record members) {
        try {
            return component.getAccessor().invoke(members);
        } catch (IllegalAccessException | InvocationTargetException unreadable) {
            throw new IllegalStateException("an answer cannot be read: " + component, unreadable);
        }
    }
}
