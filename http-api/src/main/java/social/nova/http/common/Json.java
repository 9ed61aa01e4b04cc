package social.nova.http.common;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// JSON as clients see it: snake_case, unknown fields ignored, absent values written as `null`, timestamps in UTC
/// without a fraction, and no guessing: a number is not a string.
///
/// What is read comes from outside, so its size, depth and numbers are bounded; what breaks a bound or a type is a
/// [BadRequest] that says where.
public final class Json {
    /// The longest JSON body taken, in bytes.
    public static final int MAX_BODY = 128 * 1024;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 40;
    private static final int MAX_NAME_LENGTH = 256;

    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /// Reads the body of a request.
    ///
    /// @throws BadRequest if it is not JSON in UTF-8, or does not fit `type`
    public static <T> T read(byte[] body, Class<T> type) {
        return read("body", text(body), type);
    }

    /// @param what how its sender calls the text that is read, such as `frame`
    /// @throws BadRequest if `json` is not JSON or does not fit `type`
    public static <T> T read(String what, String json, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (IOException failure) {
            throw new BadRequest(JsonProblem.describe(what, failure));
        }
        if (value == null) {
            throw new BadRequest("The " + what + " must not be null");
        }
        return value;
    }

    /// What stands in this field of an object, if it is a string, a number, true or false; the rest of the object need
    /// make no sense, but be JSON as far as the field.
    public static Optional<String> field(String json, String name) {
        try (var parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var wanted = parser.currentName().equals(name);
                if (parser.nextToken().isScalarValue() && wanted) {
                    return parser.hasToken(JsonToken.VALUE_NULL) ? Optional.empty() : Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("A value cannot be written as JSON", defect);
        }
    }

    /// The same in UTF-8.
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("A value cannot be written as JSON", defect);
        }
    }

    // Jackson would guess at UTF-16 and UTF-32, and let overlong forms and halves of characters pass.
    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new BadRequest("The body is not valid UTF-8");
        }
    }

    // Modules by name, not by looking around the class path: Akka brings some that would change what clients see.
    private static JsonMapper mapper() {
        var constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_BODY)
                .maxNameLength(MAX_NAME_LENGTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build();
        var factory = JsonFactory.builder()
                .streamReadConstraints(constraints)
                // Names come from outside: none of them is to stay in memory.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new Timestamps())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }
}
