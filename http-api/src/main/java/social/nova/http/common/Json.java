package social.nova.http.common;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
import java.util.Set;
import social.nova.protocols.common.ErrorCode;

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

    // A body without a Content-Type reaches us as octet-stream; such a client means JSON.
    private static final Set<MediaType> TAKEN_AS_JSON =
            Set.of(MediaTypes.APPLICATION_JSON, MediaTypes.APPLICATION_OCTET_STREAM);

    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /// Reads a body of at most [#MAX_BODY] bytes; another media type is refused with 415, a larger body with 413.
    public static <T> Unmarshaller<HttpEntity, T> as(Class<T> type) {
        return Unmarshaller.<HttpEntity, HttpEntity>sync(Json::bounded)
                .flatMap(Unmarshaller.entityToByteArray())
                .thenApply(body -> read(body, type));
    }

    /// @throws BadRequest if `json` is not JSON or does not fit `type`
    public static <T> T read(String json, Class<T> type) {
        return read(() -> MAPPER.readValue(json, type));
    }

    /// @throws BadRequest if `json` is not JSON or does not fit `type`
    public static <T> T read(byte[] json, Class<T> type) {
        return read(() -> MAPPER.readValue(json, type));
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

    @FunctionalInterface
    private interface Parse<T> {
        T run() throws IOException;
    }

    private static <T> T read(Parse<T> parse) {
        T value;
        try {
            value = parse.run();
        } catch (IOException failure) {
            throw new BadRequest(JsonProblem.describe(failure));
        }
        if (value == null) {
            throw new BadRequest("The body must not be null");
        }
        return value;
    }

    private static HttpEntity bounded(HttpEntity entity) {
        // What is empty has no type to be wrong; it is no JSON either, which its reader says.
        if (!entity.isKnownEmpty()
                && !TAKEN_AS_JSON.contains(entity.getContentType().mediaType())) {
            throw ErrorCode.UNSUPPORTED_MEDIA_TYPE.failure();
        }
        return entity.withSizeLimit(MAX_BODY);
    }

    // Modules by name, not by looking around the class path: Akka brings some that would change what clients see.
    private static JsonMapper mapper() {
        var constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_BODY)
                .maxNameLength(MAX_NAME_LENGTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
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
