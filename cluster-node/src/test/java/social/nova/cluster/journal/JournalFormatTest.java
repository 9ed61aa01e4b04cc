package social.nova.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import social.nova.cluster.TestActors;

/// Whatever a release has written stays readable: each form is kept in a golden file for ever.
///
/// CONTRIBUTING.md says how a new one is written. Files are added, never changed or deleted.
class JournalFormatTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final boolean WRITE = "write".equals(System.getProperty("nova.golden"));
    private static final JournalSerializer SERIALIZER =
            new JournalSerializer((ExtendedActorSystem) Adapter.toClassic(ACTORS.system()));

    @BeforeAll
    static void writeNewFilesWhenAskedFor() throws IOException {
        if (WRITE) {
            for (var example : JournalExamples.ALL.entrySet()) {
                var bytes = SERIALIZER.toBinary(example.getValue());
                GoldenFile.of(SERIALIZER.manifest(example.getValue()), bytes).writeIfAbsent(example.getKey());
            }
        }
    }

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    static List<String> files() throws IOException {
        return GoldenFile.names();
    }

    static Stream<String> examples() {
        return JournalExamples.ALL.keySet().stream();
    }

    @Test
    void everythingThatIsWrittenHasAGoldenFile() throws IOException {
        var types = JournalTypes.ALL.stream()
                .flatMap(JournalFormatTest::concrete)
                .map(type -> Objects.requireNonNull(type.getAnnotation(JsonTypeName.class))
                        .value())
                .collect(Collectors.toSet());

        assertThat(files().stream().map(JournalFormatTest::typeOf).collect(Collectors.toSet()))
                .isEqualTo(types);
        assertThat(types).hasSizeGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatWasOnceWrittenIsRead(String file) throws IOException {
        var golden = GoldenFile.read(file);

        assertThat(golden.manifest()).isEqualTo(typeOf(file));
        assertThat(golden.content()).as("what it says for people").isEqualTo(golden.readable());
        isRead(golden.bytes(), file, golden.manifest());
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatALaterReleaseAddsIsPassedOver(String file) throws IOException {
        var golden = GoldenFile.read(file);

        isRead(GoldenFile.bytesOf(withUnknownFields(golden.tree())), file, golden.manifest());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aNewFormHasANewFile(String example) throws IOException {
        var event = Objects.requireNonNull(JournalExamples.ALL.get(example));
        assertThat(files()).contains(example);

        var written = GoldenFile.of(SERIALIZER.manifest(event), SERIALIZER.toBinary(event));

        if (!written.tree().equals(GoldenFile.read(example).tree())) {
            assertThat(examples())
                    .as("%s is written in another form now, which needs an example and a file of its own", example)
                    .anyMatch(other -> typeOf(other).equals(typeOf(example)) && numberOf(other) > numberOf(example));
        }
    }

    private void isRead(byte[] bytes, String file, String manifest) throws IOException {
        var expected = JournalExamples.ALL.get(file);
        assertThat(expected).as("what %s says", file).isNotNull();

        assertThat(SERIALIZER.fromBinary(bytes, manifest))
                .hasSameClassAs(expected)
                .usingRecursiveComparison()
                .isEqualTo(expected);
    }

    private static JsonNode withUnknownFields(JsonNode tree) {
        var changed = tree.deepCopy();
        changed.forEach(JournalFormatTest::addUnknownFields);
        addUnknownFields(changed);
        return changed;
    }

    // Not into maps: there a further field is a further entry.
    private static void addUnknownFields(JsonNode node) {
        if (node instanceof ObjectNode object && !object.isEmpty() && !isMap(object)) {
            object.put("added_later", "text").putObject("also_later").put("n", 1);
        }
    }

    private static boolean isMap(ObjectNode object) {
        return object.properties().stream().anyMatch(entry -> entry.getKey().contains("-"));
    }

    private static String typeOf(String file) {
        return file.substring(0, file.lastIndexOf('-'));
    }

    private static int numberOf(String file) {
        return Integer.parseInt(file.substring(file.lastIndexOf('-') + 1));
    }

    private static Stream<Class<?>> concrete(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(JournalFormatTest::concrete)
                : Stream.of(type);
    }
}
