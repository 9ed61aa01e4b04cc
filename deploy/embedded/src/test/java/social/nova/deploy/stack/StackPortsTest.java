package social.nova.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackPortsTest {

    @Test
    void everyServiceHasAPortOfItsOwn() {
        var ports = StackPorts.choose(EnumSet.allOf(StackService.class));

        assertThat(ports.services().values()).doesNotHaveDuplicates().doesNotContain(ports.kafkaController());
    }

    @Test
    void takenPortIsNotChosen() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(StackPorts.HOST))) {
            var taken = socket.getLocalPort();

            var ports = StackPorts.choose(EnumSet.of(StackService.REDIS), Map.of(StackService.REDIS, taken));

            assertThat(ports.of(StackService.REDIS)).isNotEqualTo(taken);
        }
    }

    @Test
    void serviceTheEnvironmentNamesIsNotNeeded() {
        var environment = Map.of("REDIS_URL", "redis://elsewhere", "SMTP_HOST", " ");

        assertThat(StackService.neededWith(environment))
                .containsExactlyInAnyOrder(
                        StackService.POSTGRESQL, StackService.KAFKA, StackService.S3, StackService.SMTP);
    }
}
