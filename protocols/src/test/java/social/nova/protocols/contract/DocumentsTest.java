package social.nova.protocols.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for both documents: nothing that is in a file is missing, and nothing leads nowhere.
class DocumentsTest {
    /// @param parts kinds of components
    record Written(String name, JsonNode document, String json, String yaml, List<String> parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Written> documents() {
        var openApi = OpenApi.assemble();
        var asyncApi = AsyncApi.assemble();
        return Stream.of(
                new Written(
                        "openapi",
                        openApi.document(),
                        openApi.json(),
                        openApi.yaml(),
                        List.of("schemas", "responses", "parameters", "headers")),
                new Written(
                        "asyncapi",
                        asyncApi.document(),
                        asyncApi.json(),
                        asyncApi.yaml(),
                        List.of("schemas", "messages", "securitySchemes")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void isTheSameInBothForms(Written written) throws IOException {
        assertThat(new YAMLMapper().readTree(written.yaml())).isEqualTo(new YAMLMapper().readTree(written.json()));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyFileIsAPart(Written written) throws IOException {
        var root = Path.of("src/main/resources/contract");
        var parts = new YAMLMapper()
                .readTree(root.resolve(written.name() + ".yaml").toFile())
                .path("x-parts");
        try (var files = Files.list(root.resolve(written.name()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(StreamSupport.stream(parts.spliterator(), false)
                            .map(part -> part.asText() + ".yaml")
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyReferenceLeadsSomewhere(Written written) {
        assertThat(written.document().findValuesAsText("$ref"))
                .hasSizeGreaterThan(50)
                .allSatisfy(reference -> assertThat(
                                written.document().at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyComponentIsUsed(Written written) {
        var used = new HashSet<>(written.document().findValuesAsText("$ref"));

        for (var kind : written.parts()) {
            for (var component :
                    written.document().path("components").path(kind).properties()) {
                assertThat(used).contains("#/components/" + kind + "/" + component.getKey());
            }
        }
    }
}
