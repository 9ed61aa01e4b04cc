package social.nova.deploy.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortTest {

    private static final String HOST = "127.0.0.1";

    @Test
    void takenPortIsReplacedByAFreeOne() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            var taken = new Port(HOST, socket.getLocalPort());

            assertThat(taken.isFree()).isFalse();
            assertThat(taken.orAnyFree(Set.of())).isNotEqualTo(taken);
            assertThat(new Port("127.0.0.2", taken.number()).isFree()).isTrue();
        }
    }

    @Test
    void freePortIsKeptUnlessMeantForAnotherService() {
        var free = new Port(HOST, 19876).orAnyFree(Set.of());

        assertThat(free.orAnyFree(Set.of())).isEqualTo(free);
        assertThat(free.orAnyFree(Set.of(free.number()))).isNotEqualTo(free);
    }

    @Test
    void holderIsFoundInAnotherProcess() throws IOException {
        var free = new Port(HOST, 19877).orAnyFree(Set.of());
        var program = """
                import java.net.*;
                void main() throws Exception {
                    try (var socket = new ServerSocket(%d, 1, InetAddress.getByName("127.0.0.1"))) {
                        IO.println("on");
                        System.in.read();
                    }
                }""".formatted(free.number());
        var source = Files.writeString(Files.createTempFile("holder", ".java"), program);
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process = new ProcessBuilder(java.toString(), source.toString()).start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("on");

            assertThat(free.holder()).map(RunningProcess::pid).contains(process.pid());
        } finally {
            process.destroyForcibly();
            Files.delete(source);
        }
    }
}
