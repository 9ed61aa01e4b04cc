package social.nova.protocols.contract;

import akka.util.ByteString;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Holds exchanges against the document: what was answered must be described there, to the last field.
///
/// Red are an operation's status that is not documented, a media type, field or header that is missing or malformed,
/// and a field that nobody has written down. A request that was answered well must be valid itself. What the document
/// does not know at all must be refused, in the one form of errors.
public final class Contract {
    /// The contract of this build.
    public static final Contract NOVA = new Contract(OpenApi.assemble());

    /// Answers of the server to what never reached an operation; `info` describes them.
    private static final Set<Integer> BEFORE_ROUTING = Set.of(400, 408, 413, 414, 431, 503);

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Operations operations;
    private final Schemas schemas;
    private final JsonNode error;

    public Contract(OpenApi document) {
        this.operations = new Operations(document.document());
        this.schemas = new Schemas(document.document());
        this.error = document.document().at("/components/schemas/Error");
    }

    /// Everything in which an exchange breaks the contract; empty if it keeps it.
    public List<String> problems(Exchange exchange) {
        var problems = new ArrayList<String>();
        switch (operations.find(exchange)) {
            case Operations.Found found -> checkAnswer(exchange, found, problems);
            case Operations.OtherMethods _ -> {
                checkRefusal(exchange, METHOD_NOT_ALLOWED, problems);
                if (exchange.status() == METHOD_NOT_ALLOWED
                        && !exchange.answerHeaders().containsKey("Allow")) {
                    problems.add("405 without Allow");
                }
            }
            case Operations.Nothing _ -> checkRefusal(exchange, NOT_FOUND, problems);
        }
        return problems;
    }

    private void checkAnswer(Exchange exchange, Operations.Found found, List<String> problems) {
        var response = schemas.follow(found.operation().path("responses").path(Integer.toString(exchange.status())));
        if (BEFORE_ROUTING.contains(exchange.status()) && response.isMissingNode()) {
            checkError(exchange, problems);
            return;
        }
        if (response.isMissingNode()) {
            problems.add("status %d is not documented".formatted(exchange.status()));
            return;
        }
        checkHeaders(exchange, response.path("headers"), problems);
        checkContent(exchange, response.path("content"), problems);
        if (exchange.succeeded()) {
            checkRequest(exchange, found, problems);
        }
    }

    private void checkRefusal(Exchange exchange, int status, List<String> problems) {
        if (exchange.status() == status || BEFORE_ROUTING.contains(exchange.status())) {
            checkError(exchange, problems);
        } else {
            problems.add("%s is not documented, but answered %d".formatted(exchange.path(), exchange.status()));
        }
    }

    private void checkError(Exchange exchange, List<String> problems) {
        check("body", schemas.closed(error), json(exchange.answer()), problems);
    }

    private void checkHeaders(Exchange exchange, JsonNode headers, List<String> problems) {
        for (var field : headers.properties()) {
            var header = schemas.follow(field.getValue());
            var values = exchange.answerHeaders().getOrDefault(field.getKey(), List.of());
            if (values.isEmpty() && header.path("required").asBoolean()) {
                problems.add("header %s is missing".formatted(field.getKey()));
            }
            for (var value : values) {
                check("header " + field.getKey(), header.path("schema"), value, problems);
            }
        }
    }

    private void checkContent(Exchange exchange, JsonNode content, List<String> problems) {
        if (content.isMissingNode()) {
            if (!exchange.answer().isEmpty()) {
                problems.add("a body is not documented");
            }
            return;
        }
        var described = content.path(exchange.mediaType());
        if (described.isMissingNode()) {
            problems.add("media type \"%s\" is not documented".formatted(exchange.mediaType()));
        } else if (exchange.mediaType().equals("application/json")) {
            check("body", schemas.closed(described.path("schema")), json(exchange.answer()), problems);
        }
    }

    private void checkRequest(Exchange exchange, Operations.Found found, List<String> problems) {
        found.path()
                .forEach((name, value) -> check(
                        "path parameter " + name, parameter(found, "path", name).path("schema"), value, problems));
        for (var pair :
                exchange.query().isEmpty() ? new String[0] : exchange.query().split("&", -1)) {
            var name = decoded(pair.split("=", 2)[0]);
            var described = parameter(found, "query", name);
            if (described.isMissingNode()) {
                problems.add("query parameter %s is not documented".formatted(name));
            } else {
                var value = pair.contains("=") ? decoded(pair.split("=", 2)[1]) : "";
                check("query parameter " + name, described.path("schema"), value, problems);
            }
        }
        var body = schemas.follow(found.operation().path("requestBody")).at("/content/application~1json/schema");
        var leftOut = exchange.body().isEmpty()
                && !found.operation().at("/requestBody/required").asBoolean();
        if (!body.isMissingNode() && !leftOut) {
            check("request body", schemas.open(body), json(exchange.body()), problems);
        }
    }

    private JsonNode parameter(Operations.Found found, String place, String name) {
        for (var parameter : found.parameters()) {
            var described = schemas.follow(parameter);
            if (described.path("in").asText().equals(place)
                    && described.path("name").asText().equals(name)) {
                return described;
            }
        }
        return operations.takesAsCredential(found.operation(), place, name)
                ? JSON.createObjectNode().set("schema", JSON.createObjectNode())
                : MissingNode.getInstance();
    }

    // Text on the wire; a schema that wants a number or a boolean is held against the one that is spelled there.
    private void check(String what, JsonNode schema, String text, List<String> problems) {
        var type = schemas.follow(schema).path("type").asText();
        var value = Set.of("integer", "number", "boolean").contains(type)
                ? json(ByteString.fromString(text))
                : JSON.getNodeFactory().textNode(text);
        check(what, schemas.open(schema), value, problems);
    }

    private static void check(String what, Schemas.Schema schema, JsonNode value, List<String> problems) {
        if (value.isMissingNode()) {
            problems.add(what + " is no JSON");
        } else {
            schema.problems(value).forEach(problem -> problems.add(what + " " + problem));
        }
    }

    private static JsonNode json(ByteString bytes) {
        try {
            return JSON.readTree(bytes.toArray());
        } catch (JsonProcessingException noJson) {
            return MissingNode.getInstance();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing is read from anywhere
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
