package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.http.routing.WireServer.assertInErrorForm;
import static social.nova.http.routing.WireServer.fetch;
import static social.nova.http.routing.WireServer.with;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of bodies: too large, too slow, of the wrong type, or not asked for.
@Timeout(60)
class WireBodiesTest {
    static Stream<byte[]> requestsWithALargeBody() {
        var head = "POST /greet HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        return Stream.of(
                        head + "Content-Length: 5242880\r\n\r\n",
                        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5242880\r\n\r\n",
                        head.replace("/greet", "/mine") + "Content-Length: 5242880\r\n\r\n")
                .map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("requestsWithALargeBody")
    void letsAClientReadTheRefusalThatItIsStillSendingTo(byte[] head) throws Exception {
        try (var client = WireServer.connect()) {
            client.send(head);
            for (var n = 0; n < 5 * 1024 * 1024; n += 65_536) {
                client.send("x".repeat(65_536).getBytes(StandardCharsets.US_ASCII));
            }
            var answer = client.answer();

            assertThat(answer.status()).isBetween(400, 413);
            assertInErrorForm(answer, answer.error());
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void letsAClientReadTheRefusalThatStillSendsChunks() throws Exception {
        try (var client = WireServer.connect()) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            for (var n = 0; n < 80; n++) {
                client.send(("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            assertInErrorForm(client.answer(), "PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void leavesAClientThatNeverStopsSending() throws Exception {
        try (var client = WireServer.connect()) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            assertThatThrownBy(() -> {
                        for (var n = 0; n < 10_000; n++) {
                            client.send(
                                    ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesABodyByWhatItDeclaresBeforeAnyOfItComes() throws Exception {
        var answer =
                fetch("POST /greet HTTP/1.1", "Host: a", "Content-Type: application/json", "Content-Length: 131073");

        assertInErrorForm(answer, "PAYLOAD_TOO_LARGE");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void waitsForABodyOnlySoLong() throws Exception {
        try (var client = WireServer.connect()) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Content-Length: 14");
            client.send("{\"name\":".getBytes(StandardCharsets.US_ASCII));
            var answer = client.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertInErrorForm(answer, "REQUEST_TIMEOUT");
        }
    }

    @Test
    void asksForNoBodyThatItWillNotRead() throws Exception {
        var expecting = new String[] {"Host: a", "Expect: 100-continue", "Content-Length: 14"};

        assertThat(fetch(with("POST /mine HTTP/1.1", expecting)).status()).isEqualTo(401);
        assertThat(fetch(with("POST /nowhere HTTP/1.1", expecting)).status()).isEqualTo(404);
        assertThat(fetch("POST /greet HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 999999999")
                        .status())
                .isEqualTo(413);
        try (var client = WireServer.connect()) {
            client.request(with("POST /greet HTTP/1.1", expecting));
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("{\"name\":\"Ada\"}".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.answer().body()).isEqualTo("{\"name\":\"Ada\"}");
        }
    }

    @Test
    void goesOnWithAConnectionAfterABodyThatNobodyAskedFor() throws Exception {
        try (var client = WireServer.connect()) {
            client.request("POST /poke HTTP/1.1", "Host: a", "Content-Length: 300000");
            client.send(new byte[300_000]);
            assertThat(client.answer().body()).isEqualTo("\"poked\"");
            client.request("GET /id HTTP/1.1", "Host: a");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesChunksThatAreNone() throws Exception {
        try (var client = WireServer.connect()) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            client.send("zz\r\n{}\r\n".getBytes(StandardCharsets.US_ASCII));
            assertInErrorForm(client.answer(), "VALIDATION_ERROR");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-None: 1                                              | 200
            Content-Type: application/json                         | 200
            Content-Type: Application/JSON; Charset="utf-8"        | 200
            Content-Encoding: identity                             | 200
            Content-Type: application/json; charset=utf-16         | 415
            Content-Type: application/json; charset=iso-8859-1     | 415
            Content-Type: application/json; charset=nonsense       | 415
            Content-Type: application/octet-stream                 | 415
            Content-Type: text/plain                               | 415
            Content-Type: text/json                                | 415
            Content-Type: application/x-www-form-urlencoded        | 415
            Content-Type: multipart/form-data                      | 415
            Content-Type: garbage                                  | 415
            Content-Type: ;                                        | 415
            Content-Encoding: gzip                                 | 415
            Content-Encoding: br                                   | 415
            """)
    void takesPlainJsonAndNothingElse(String header, int status) throws Exception {
        try (var client = WireServer.connect()) {
            client.request("POST /greet HTTP/1.1", "Host: a", header, "Content-Length: 14");
            client.send("{\"name\":\"Ada\"}".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.answer().status()).isEqualTo(status);
        }
    }
}
