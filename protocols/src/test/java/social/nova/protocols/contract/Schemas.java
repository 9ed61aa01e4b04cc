package social.nova.protocols.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// The schemas of a document, ready to be held against values.
///
/// A schema is taken *open*, as it stands, or *closed*: then no object in the value may have a field that the schema
/// does not describe. Every `$ref` is put in its place first, so no schema may contain itself.
final class Schemas {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /// Keywords whose value is a schema for another place in the value, by the form of their own value.
    private static final Set<String> PLACES_BY_NAME = Set.of("properties", "patternProperties");

    private static final Set<String> PLACES = Set.of("items", "additionalProperties", "contains");
    private static final Set<String> ALTERNATIVES = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    private final JsonNode document;
    private final Map<JsonNode, Schema> open = new ConcurrentHashMap<>();
    private final Map<JsonNode, Schema> closed = new ConcurrentHashMap<>();

    /// Says what is wrong with a value.
    interface Schema {
        /// Empty if the value is valid.
        List<String> problems(JsonNode value);
    }

    Schemas(JsonNode document) {
        this.document = document;
    }

    Schema open(JsonNode schema) {
        return open.computeIfAbsent(schema, it -> compile(inlined(it)));
    }

    Schema closed(JsonNode schema) {
        return closed.computeIfAbsent(schema, it -> compile(close(inlined(it))));
    }

    /// What a `$ref` leads to, or the node itself where it is none.
    JsonNode follow(JsonNode node) {
        return node.has("$ref") ? follow(document.at(node.path("$ref").asText().substring(1))) : node;
    }

    private static Schema compile(JsonNode schema) {
        var compiled = REGISTRY.getSchema(schema);
        return value -> compiled.validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private JsonNode inlined(JsonNode schema) {
        if (schema instanceof ArrayNode array) {
            var copy = array.arrayNode();
            array.forEach(item -> copy.add(inlined(item)));
            return copy;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        var copy = object.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), inlined(field.getValue())));
        var reference = copy.remove("$ref");
        if (reference == null) {
            return copy;
        }
        var target = inlined(document.at(reference.asText().substring(1)));
        if (!copy.isEmpty()) {
            copy.withArray("/allOf").add(target);
            return copy;
        }
        return target;
    }

    private static JsonNode close(JsonNode schema) {
        var closed = closeBelow(schema);
        if (closed instanceof ObjectNode object && !object.has("additionalProperties")) {
            object.put("unevaluatedProperties", false);
        }
        return closed;
    }

    // An alternative says only a part of what an object may have: only what is below it is closed.
    private static JsonNode closeBelow(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        var copy = object.deepCopy();
        for (var field : object.properties()) {
            var keyword = field.getKey();
            if (PLACES_BY_NAME.contains(keyword)) {
                copy.set(keyword, each(field.getValue(), Schemas::close));
            } else if (PLACES.contains(keyword)) {
                copy.set(keyword, close(field.getValue()));
            } else if (ALTERNATIVES.contains(keyword)) {
                copy.set(keyword, each(field.getValue(), Schemas::closeBelow));
            }
        }
        return copy;
    }

    private static JsonNode each(JsonNode container, UnaryOperator<JsonNode> change) {
        if (container instanceof ArrayNode array) {
            var copy = array.arrayNode();
            array.forEach(item -> copy.add(change.apply(item)));
            return copy;
        }
        var copy = ((ObjectNode) container).objectNode();
        container.properties().forEach(field -> copy.set(field.getKey(), change.apply(field.getValue())));
        return copy;
    }
}
