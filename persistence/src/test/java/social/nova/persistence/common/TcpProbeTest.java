package social.nova.persistence.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.protocols.settings.HostPort;

class TcpProbeTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    @Test
    void tellsAServerThatIsThereFromOneThatIsNot() throws IOException {
        HostPort server;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server = new HostPort("127.0.0.1", socket.getLocalPort());
            assertThat(new TcpProbe(server, TIMEOUT).ping()).succeedsWithin(5, TimeUnit.SECONDS);
        }

        assertThat(new TcpProbe(server, TIMEOUT).ping())
                .failsWithin(5, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining(server.toString());
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws IOException {
        // A full backlog: the kernel answers no further connection.
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = new HostPort("127.0.0.1", socket.getLocalPort());
            var probe = new TcpProbe(server, TIMEOUT);
            assertThat(probe.ping()).succeedsWithin(5, TimeUnit.SECONDS);
            assertThat(probe.ping()).succeedsWithin(5, TimeUnit.SECONDS);

            assertThat(probe.ping()).failsWithin(5, TimeUnit.SECONDS);
        }
    }
}
