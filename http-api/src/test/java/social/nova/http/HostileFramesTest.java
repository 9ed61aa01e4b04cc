package social.nova.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.contract.Service;

/// Frames that nobody should send on the messaging socket: an error frame or a close, and nothing else.
class HostileFramesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "5",
                "{\"type\": \"shout\"}",
                "{\"type\": 5}",
                "{\"type\": \"message\"}",
                "{\"type\": \"message\", \"conversation_id\": \"..\", \"text\": \"x\"}",
                "{\"type\": \"message\", \"conversation_id\": {}, \"text\": []}",
                "{\"type\": \"sync\", \"conversations\": 5}",
                "{\"type\": \"sync\", \"conversations\": {\"x\": 1}}",
                "{\"type\": \"ping\", \"type\": \"pong\"}"
            })
    void answersAHostileFrameByAnErrorFrame(String text) throws Exception {
        var client = new Client();

        client.socket.sendText(text, true).get(30, TimeUnit.SECONDS);

        assertThat(client.received.poll(30, TimeUnit.SECONDS))
                .startsWith("{\"type\":\"error\",\"error\":\"VALIDATION_ERROR\"");
        client.socket.abort();
    }

    @Test
    void answersFramesThatAreHardToReadByAnErrorFrame() throws Exception {
        for (var text : List.of(
                "[".repeat(100_000),
                "{\"type\":\"ping\",\"n\":" + "9".repeat(100_000) + "}{",
                "{" + "\"a\":{".repeat(10_000),
                "{\"type\":\"message\",\"text\":\"\\ud800\",\"conversation_id\":\"" + HostileInputTest.SOME_ID
                        + "\"}")) {
            var client = new Client();

            client.socket.sendText(text, true).get(30, TimeUnit.SECONDS);

            assertThat(client.received.poll(30, TimeUnit.SECONDS)).startsWith("{\"type\":\"error\"");
            client.socket.abort();
        }
    }

    @Test
    void closesWhatSendsBytesOrTooMuch() throws Exception {
        var binary = new Client();
        binary.socket.sendBinary(ByteBuffer.allocate(100), true).get(30, TimeUnit.SECONDS);
        assertThat(binary.received.poll(30, TimeUnit.SECONDS)).isEqualTo("closed 1003");

        var large = new Client();
        var _ = large.socket.sendText("x".repeat(1024 * 1024), true);
        assertThat(large.received.poll(30, TimeUnit.SECONDS)).isEqualTo("closed 1009");
    }

    private static final class Client implements WebSocket.Listener {
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        final WebSocket socket;
        private final StringBuilder text = new StringBuilder();

        Client() throws Exception {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer token")
                    .buildAsync(URI.create("ws://127.0.0.1:" + RefusingApi.get().port(Service.MESSAGING) + "/ws"), this)
                    .get(30, TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add("closed " + code);
            return null;
        }
    }
}
