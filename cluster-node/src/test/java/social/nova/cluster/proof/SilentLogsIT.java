package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// After everything else: no log of any process of the whole test run has a password, a token, a key, an e-mail address
/// or a text of a message in it.
@Order(Integer.MAX_VALUE)
class SilentLogsIT {
    private static final Stream<String> MODULES = Stream.of(
            "protocols", "persistence", "media-pipeline", "http-api", "loadtest", "deploy/embedded", "cluster-node");

    @Test
    void noLogOfTheWholeRunTellsASecret() {
        SharedRun.end();

        var logs = MODULES.flatMap(module -> LogSearch.logsIn(Path.of("..", module, "target")).stream())
                .toList();

        assertThat(logs).isNotEmpty();
        assertThat(logs.stream().flatMap(log -> LogSearch.findings(log).stream()))
                .isEmpty();
    }
}
