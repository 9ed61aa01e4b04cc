package social.nova.cluster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An alarm, not a law: what has outgrown these sizes is split, or listed here with the reason why it is one thing.
class SizeTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of(
            "protocols", "persistence", "media-pipeline", "http-api", "deploy/embedded", "cluster-node", "loadtest");

    // The section reads, one short method for each kind of value. The supervisor and the live client are state
    // machines.
    private static final Set<String> LONG_FILES = Set.of("LiveClient", "Section", "Supervisor");

    // What is put together, told to a broker, or a case for each weather.
    private static final Set<String> LONG_METHODS =
            Set.of("AccountApi.create", "Api.create", "KafkaBroker.properties", "Node.start", "Pump.pass");

    // What the routes lead to, what Akka hands an entity and a journal, everything that can be away, and a scene with
    // all its people.
    private static final Set<String> MANY_PARAMETERS = Set.of(
            "ConversationEntity.<init>",
            "ConversationRoutes.<init>",
            "Probes.<init>",
            "SliceReadJournalDao.<init>",
            "Talk.<init>");

    @Test
    void filesAreShort() throws IOException {
        assertThat(found(SourceSizes::longFiles)).isSubsetOf(LONG_FILES);
    }

    @Test
    void methodsAreShort() throws IOException {
        assertThat(found(SourceSizes::longMethods)).isSubsetOf(LONG_METHODS);
    }

    @Test
    void methodsTakeFewParameters() throws IOException {
        assertThat(found(SourceSizes::manyParameters)).isSubsetOf(MANY_PARAMETERS);
    }

    @Test
    void seesWhatIsTooLarge(@TempDir Path directory) throws IOException {
        var source = directory.resolve("Large.java");
        Files.writeString(source, """
                class Large {
                    Large(int a, int b, int c, int d, int e, int f) {}
                    record Wide(int a, int b, int c, int d, int e, int f) {}
                    void small(int a, int b, int c, int d, int e) {}
                    void large() {%s}
                }
                """.formatted("\n".repeat(300)));

        var sizes = SourceSizes.of(List.of(source));

        assertThat(sizes.longFiles()).containsExactly("Large");
        assertThat(sizes.longMethods()).containsExactly("Large.large");
        assertThat(sizes.manyParameters()).containsExactly("Large.<init>");
    }

    private static Set<String> found(Function<SourceSizes, Set<String>> what) throws IOException {
        var sources = new TreeSet<Path>();
        for (var module : MODULES) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                sources.addAll(
                        files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toSet()));
            }
        }
        assertThat(sources).hasSizeGreaterThan(150);
        return what.apply(SourceSizes.of(sources));
    }
}
