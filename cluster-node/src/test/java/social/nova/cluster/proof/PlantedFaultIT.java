package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.agent.PlantedFault;

/// The agent as a control of `./nova bench chaos` gives it to nodes: the packaged one, in a JVM of its own.
class PlantedFaultIT {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Test
    void aNodesJvmHasTheFaultThatItWasStartedWithAndNoOther() throws Exception {
        var classPath = System.getProperty("java.class.path");

        assertThat(output(PlantedFault.NO_DEDUPLICATION, classPath)).isEqualTo("false false 500\n0");
        assertThat(output(PlantedFault.SILENT_DROP, classPath)).isEqualTo("true true 490\n0");
    }

    @Test
    void aJvmWhoseClassesAreOthersDoesNotStart() throws Exception {
        var withoutNova = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("http-api"))
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();

        assertThat(output(PlantedFault.SILENT_DROP, withoutNova))
                .contains("There is no class social.nova.http.realtime.StreamSocket")
                .doesNotContain("490")
                .doesNotEndWith("\n0");
    }

    /// What the probe says, and its exit code.
    private static String output(PlantedFault fault, String classPath) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var options = Arrays.stream(SharedRun.NOVA
                .planting(fault)
                .getOrDefault("NOVA_NODE_JAVA_OPTS", "")
                .strip()
                .split("\\s+"));
        var command = Stream.of(
                        Stream.of(java), options, Stream.of("-cp", classPath, PlantedFaultProbe.class.getName()))
                .flatMap(part -> part)
                .toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(WITHIN)).isTrue();
        return said + process.exitValue();
    }
}
