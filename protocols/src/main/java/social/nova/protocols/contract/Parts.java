package social.nova.protocols.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/// A document in several files among the resources: what is the same for all of it, and one part for each feature.
final class Parts {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(Feature.WRITE_DOC_START_MARKER)
            .enable(Feature.MINIMIZE_QUOTES)
            .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final String PARTS = "x-parts";

    private Parts() {}

    /// The parts of `contract/<name>.yaml`, which lists them in `x-parts`, put together.
    ///
    /// @param each what is done to a part before that
    /// @throws IllegalStateException if the parts contradict each other
    static ObjectNode assemble(String name, Consumer<ObjectNode> each) {
        var document = read("contract/" + name + ".yaml");
        for (var listed : document.remove(PARTS)) {
            var part = read("contract/" + name + "/" + listed.asText() + ".yaml");
            each.accept(part);
            merge(document, part, "");
        }
        return document;
    }

    /// In UTF-8 text.
    static String yaml(JsonNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An object in YAML or JSON.
    static ObjectNode read(String resource) {
        try (var stream = Parts.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("There is no " + resource);
            }
            return (ObjectNode) YAML.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    // Objects become one, arrays one after the other; whatever else two parts both say is a contradiction.
    private static void merge(ObjectNode whole, ObjectNode part, String where) {
        for (var field : part.properties()) {
            var name = field.getKey();
            var here = where + "/" + name;
            var value = field.getValue();
            switch (whole.get(name)) {
                case null -> whole.set(name, value);
                case ObjectNode object
                when value instanceof ObjectNode more && isShared(here) -> merge(object, more, here);
                case ArrayNode array when value instanceof ArrayNode more -> array.addAll(more);
                default -> throw new IllegalStateException("Two parts both define " + here);
            }
        }
    }

    // Only these objects hold what several parts say; anything deeper belongs to one of them.
    private static boolean isShared(String where) {
        return where.matches("/paths|/channels|/operations|/components(/[^/]+)?");
    }
}
