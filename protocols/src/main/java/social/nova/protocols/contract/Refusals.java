package social.nova.protocols.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import social.nova.protocols.common.ErrorCode;

/// Gives every operation its responses for what can go wrong: the codes it names in `x-errors`, and those that follow
/// from its shape.
///
/// | an operation that | can be answered |
/// |---|---|
/// | is one | `VALIDATION_ERROR`, `REQUEST_TIMEOUT`, `INTERNAL_ERROR`, `DATABASE_ERROR`, `SERVICE_UNAVAILABLE` |
/// | is not exempt from rate limits | `RATE_LIMITED` |
/// | takes a token | `INVALID_TOKEN` |
/// | needs a token | `AUTH_REQUIRED`, too |
/// | has a body | `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE` |
///
/// A status that an operation describes itself is left as it is. Operations that refuse alike share one response in the
/// document's components. Every response also gets the headers that all answers carry.
final class Refusals {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final Set<ErrorCode> CHALLENGED = EnumSet.of(ErrorCode.AUTH_REQUIRED, ErrorCode.INVALID_TOKEN);
    private static final String CODES = "x-errors";
    private static final String RATE_LIMIT = "x-rate-limit";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final ObjectNode document;

    Refusals(ObjectNode document) {
        this.document = document;
        for (var shared : document.at("/components/responses")) {
            addCommonHeaders((ObjectNode) shared, false);
        }
    }

    /// Completes every operation of a path.
    ///
    /// @throws IllegalArgumentException if an operation names a code that is none
    void complete(ObjectNode pathItem) {
        for (var field : pathItem.properties()) {
            if (METHODS.contains(field.getKey())) {
                completeOperation((ObjectNode) field.getValue());
            }
        }
    }

    private void completeOperation(ObjectNode operation) {
        var responses = (ObjectNode) operation.get("responses");
        var byStatus = codes(operation).stream()
                .collect(Collectors.groupingBy(
                        ErrorCode::status,
                        TreeMap::new,
                        Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class))));
        byStatus.forEach((status, codes) -> {
            if (!responses.has(status.toString())) {
                responses.putObject(status.toString()).put("$ref", "#/components/responses/" + shared(status, codes));
            }
        });
        var limited = isLimited(operation);
        for (var response : responses) {
            if (!response.has("$ref")) {
                addCommonHeaders((ObjectNode) response, limited);
            }
        }
        operation.remove(CODES);
        operation.remove(RATE_LIMIT);
    }

    private EnumSet<ErrorCode> codes(ObjectNode operation) {
        var codes = EnumSet.of(
                ErrorCode.VALIDATION_ERROR,
                ErrorCode.REQUEST_TIMEOUT,
                ErrorCode.INTERNAL_ERROR,
                ErrorCode.DATABASE_ERROR,
                ErrorCode.SERVICE_UNAVAILABLE);
        if (isLimited(operation)) {
            codes.add(ErrorCode.RATE_LIMITED);
        }
        if (takesToken(operation)) {
            codes.add(ErrorCode.INVALID_TOKEN);
        }
        if (needsToken(operation)) {
            codes.add(ErrorCode.AUTH_REQUIRED);
        }
        if (operation.has("requestBody")) {
            codes.add(ErrorCode.PAYLOAD_TOO_LARGE);
            codes.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        for (var code : operation.path(CODES)) {
            codes.add(ErrorCode.valueOf(code.asText()));
        }
        return codes;
    }

    private static boolean isLimited(ObjectNode operation) {
        return !operation.path(RATE_LIMIT).asText().equals("exempt");
    }

    private boolean takesToken(ObjectNode operation) {
        return !operation.path("security").equals(document.arrayNode());
    }

    // Where one of the ways to be let in is to show nothing, an empty object says so.
    private boolean needsToken(ObjectNode operation) {
        return takesToken(operation)
                && StreamSupport.stream(operation.path("security").spliterator(), false)
                        .noneMatch(JsonNode::isEmpty);
    }

    // The response in the components that stands for these codes, made where nobody needed it before.
    private String shared(int status, Set<ErrorCode> codes) {
        var name = codes.stream().map(ErrorCode::name).collect(Collectors.joining("-or-"));
        var responses = document.withObject("/components/responses");
        if (!responses.has(name)) {
            describe(responses.putObject(name), status, codes);
        }
        return name;
    }

    private static void describe(ObjectNode response, int status, Set<ErrorCode> codes) {
        response.put(
                "description",
                codes.stream()
                        .map(code -> "`%s`: %s.".formatted(code, code.message()))
                        .collect(Collectors.joining(" ")));
        addCommonHeaders(response, true);
        var headers = response.withObject("/headers");
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            refer(headers, "Retry-After");
        }
        if (CHALLENGED.containsAll(codes)) {
            refer(headers, "WWW-Authenticate");
        }
        var json = response.putObject("content").putObject("application/json");
        var schema = json.putObject("schema").put("$ref", "#/components/schemas/Error");
        var names = schema.putObject("properties").putObject("error").putArray("enum");
        var examples = json.putObject("examples");
        for (var code : codes) {
            names.add(code.name());
            examples.putObject(code.name())
                    .putObject("value")
                    .put("error", code.name())
                    .put("message", code.message())
                    .putNull("details")
                    .put("timestamp", "2025-10-25T10:30:45Z");
        }
    }

    private static void addCommonHeaders(ObjectNode response, boolean limited) {
        var headers = response.withObject("/headers");
        refer(headers, "X-Request-Id");
        if (limited) {
            refer(headers, "RateLimit-Limit");
            refer(headers, "RateLimit-Remaining");
            refer(headers, "RateLimit-Reset");
        }
    }

    private static void refer(ObjectNode headers, String name) {
        headers.putObject(name).put("$ref", "#/components/headers/" + name);
    }
}
