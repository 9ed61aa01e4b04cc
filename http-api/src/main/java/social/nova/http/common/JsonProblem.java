package social.nova.http.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a client's JSON in the client's words: where, and what belongs there. The parser's own words
/// name classes.
final class JsonProblem {
    private JsonProblem() {}

    static String describe(String what, IOException failure) {
        if (causeOf(failure, StreamConstraintsException.class).isPresent()) {
            return "The JSON is nested too deeply, or a string, name or number in it is too long";
        }
        var ours = causeOf(failure, BadRequest.class);
        if (ours.isPresent()) {
            return ours.get().details();
        }
        // Wherever an object has several forms, they are told apart by this field.
        if (failure instanceof InvalidTypeIdException unknown) {
            return "type: " + (unknown.getTypeId() == null ? "is required" : "is not known");
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return pathOf(mapping) + ": " + expectation(mapping);
        }
        if (failure instanceof MismatchedInputException mismatch) {
            return isPastTheValue(mismatch)
                    ? "The JSON is followed by something else"
                    : "The %s must be ".formatted(what) + expectation(mismatch).replaceFirst("^must be ", "");
        }
        return "The %s is not valid JSON".formatted(what) + positionOf(failure);
    }

    private static String pathOf(JsonMappingException failure) {
        var path = new StringBuilder();
        for (Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String expectation(JsonMappingException failure) {
        return failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? "must be " + nameOf(mismatch.getTargetType())
                : "is not valid";
    }

    private static String nameOf(Class<?> type) {
        if (type == String.class) {
            return "a string";
        } else if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        } else if (type == UUID.class) {
            return "a UUID";
        } else if (type == Instant.class) {
            return "a timestamp such as 2025-10-25T10:30:45Z";
        } else if (type.isEnum()) {
            return "one of the values listed in the documentation";
        } else if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        } else {
            return "an object";
        }
    }

    private static boolean isPastTheValue(MismatchedInputException failure) {
        return failure.getOriginalMessage().startsWith("Trailing token");
    }

    private static String positionOf(IOException failure) {
        return failure instanceof JsonProcessingException parsing
                ? Optional.ofNullable(parsing.getLocation())
                        .map(at -> " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()))
                        .orElse("")
                : "";
    }

    private static <T extends Throwable> Optional<T> causeOf(@Nullable Throwable failure, Class<T> type) {
        if (failure == null) {
            return Optional.empty();
        }
        return type.isInstance(failure) ? Optional.of(type.cast(failure)) : causeOf(failure.getCause(), type);
    }
}
