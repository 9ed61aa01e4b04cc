package social.nova.protocols.contract;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the contract takes, and each thing on which it goes red.
class ContractTest {
    private static final String ID = "550e8400-e29b-41d4-a716-446655440000";
    private static final String TIME = "2025-10-25T10:30:45Z";
    private static final String MESSAGES = "/conversations/" + ID + "/messages";
    private static final String RECEIPT = "{\"id\": \"%s\", \"sequence_number\": 42}".formatted(ID);
    private static final String HELLO = "{\"plaintext\": \"Hello there!\"}";
    private static final String MESSAGE = """
            {"id": "%s", "conversation_id": "%s", "sender_id": "%s", "sequence_number": 42, "revision": 43,
             "plaintext": "Hello there!", "message_type": "text", "created_at": "%s", "edited_at": null,
             "deleted_at": null}""".formatted(ID, ID, ID, TIME);

    @Test
    void takesWhatIsDocumented() {
        assertThat(sending(HELLO, 200, RECEIPT)).isEmpty();
        assertThat(reading("?limit=5&before=7", "[" + MESSAGE + "]")).isEmpty();
        assertThat(sending("{}", 400, error("VALIDATION_ERROR"))).isEmpty();
        assertThat(sending(HELLO, 404, error("CONVERSATION_NOT_FOUND"))).isEmpty();
    }

    @Test
    void refusesAnUnknownStatus() {
        assertThat(sending(HELLO, 202, RECEIPT)).containsExactly("status 202 is not documented");
        assertThat(sending(HELLO, 418, error("VALIDATION_ERROR"))).containsExactly("status 418 is not documented");
    }

    @Test
    void refusesAMissingField() {
        assertThat(sending(HELLO, 200, "{\"id\": \"%s\"}".formatted(ID)))
                .singleElement()
                .asString()
                .contains("sequence_number");
        assertThat(reading("", "[" + MESSAGE.replace("\"edited_at\": null,", "") + "]"))
                .singleElement()
                .asString()
                .contains("edited_at");
    }

    @Test
    void refusesAFieldThatNobodyHasWrittenDown() {
        assertThat(sending(HELLO, 200, RECEIPT.replace("{", "{\"shard\": 7, ")))
                .singleElement()
                .asString()
                .contains("shard");
        assertThat(reading("", "[" + MESSAGE.replace("{", "{\"shard\": 7, ") + "]"))
                .singleElement()
                .asString()
                .contains("shard");
        assertThat(sending(HELLO, 404, error("CONVERSATION_NOT_FOUND").replace("{", "{\"trace\": null, ")))
                .singleElement()
                .asString()
                .contains("trace");
    }

    @Test
    void refusesATimestampWithAFractionOrAnOffset() {
        assertThat(reading("", "[" + MESSAGE.replace(TIME, "2025-10-25T10:30:45.123Z") + "]"))
                .isNotEmpty();
        assertThat(reading("", "[" + MESSAGE.replace(TIME, "2025-10-25T10:30:45+00:00") + "]"))
                .isNotEmpty();
        assertThat(reading("", "[" + MESSAGE.replace(TIME, "2025-13-25T10:30:45Z") + "]"))
                .isNotEmpty();
    }

    @Test
    void refusesAUuidInUpperCase() {
        assertThat(sending(HELLO, 200, RECEIPT.replace("550e8400", "550E8400"))).isNotEmpty();
    }

    @Test
    void refusesTwoWaysToGiveOneText() {
        assertThat(reading(
                        "",
                        "["
                                + MESSAGE.replace(
                                        "\"plaintext\"",
                                        "\"encrypted_content\": \"YQ==\", \"nonce\": \"%s\", \"plaintext\""
                                                .formatted("0".repeat(48)))
                                + "]"))
                .isNotEmpty();
        assertThat(reading("", "[" + MESSAGE.replace("plaintext", "encrypted_content") + "]"))
                .isNotEmpty();
    }

    @Test
    void refusesACodeThatDoesNotGoWithTheOperationOrTheStatus() {
        assertThat(sending(HELLO, 409, error("USERNAME_TAKEN"))).isNotEmpty();
        assertThat(sending(HELLO, 409, error("CONVERSATION_NOT_FOUND"))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED, Retry-After",
        "503, SERVICE_UNAVAILABLE, Retry-After",
        "404, CONVERSATION_NOT_FOUND, X-Request-Id",
        "401, AUTH_REQUIRED, WWW-Authenticate"
    })
    void refusesAnAnswerWithoutItsHeader(int status, String code, String header) {
        var headers = new HashMap<>(JSON);
        headers.remove(header);

        assertThat(problems("POST", MESSAGES, HELLO, status, headers, error(code)))
                .containsExactly("header " + header + " is missing");
    }

    @Test
    void refusesAHeaderThatIsMalformed() {
        var headers = new HashMap<>(JSON);
        headers.put("Retry-After", List.of("soon"));

        assertThat(problems("POST", MESSAGES, HELLO, 503, headers, error("SERVICE_UNAVAILABLE")))
                .isNotEmpty();
    }

    @Test
    void refusesWhatIsNoJsonOrSaysSo() {
        assertThat(sending(HELLO, 200, "OK")).containsExactly("body is no JSON");
        assertThat(problems(
                        "POST",
                        MESSAGES,
                        HELLO,
                        200,
                        Map.of("Content-Type", List.of("text/plain"), "X-Request-Id", List.of("r1")),
                        RECEIPT))
                .containsExactly("media type \"text/plain\" is not documented");
        assertThat(problems("GET", "/ws", "", 101, SWITCHING, "x")).containsExactly("a body is not documented");
    }

    @Test
    void refusesAGoodAnswerToABadRequest() {
        assertThat(sending("{\"plaintext\": 5}", 200, RECEIPT)).isNotEmpty();
        assertThat(sending("", 200, RECEIPT)).containsExactly("request body is no JSON");
        assertThat(reading("?limit=0", "[]")).isNotEmpty();
        assertThat(reading("?limit=ten", "[]")).isNotEmpty();
        assertThat(reading("?page=3", "[]")).containsExactly("query parameter page is not documented");
        assertThat(problems("GET", "/conversations/5/messages", "", 200, JSON, "[]"))
                .isNotEmpty();
    }

    @Test
    void takesTheTokenOfASocketAsAParameter() {
        assertThat(problems("GET", "/ws?token=x", "", 101, SWITCHING, "")).isEmpty();
    }

    @Test
    void whatIsNotDocumentedMustBeRefused() {
        assertThat(problems("GET", "/nowhere", "", 404, JSON, error("NOT_FOUND")))
                .isEmpty();
        assertThat(problems("GET", "/nowhere", "", 404, JSON, "<html>")).containsExactly("body is no JSON");
        assertThat(problems("GET", "/nowhere", "", 200, JSON, "{}"))
                .containsExactly("/nowhere is not documented, but answered 200");
        assertThat(problems("DELETE", "/health", "", 405, JSON, error("METHOD_NOT_ALLOWED")))
                .isEmpty();
        assertThat(problems(
                        "DELETE",
                        "/health",
                        "",
                        405,
                        Map.of("Content-Type", List.of("application/json")),
                        error("METHOD_NOT_ALLOWED")))
                .containsExactly("405 without Allow");
    }

    @Test
    void aPathIsAtItsServiceOnly() {
        var answer = ByteString.fromString(RECEIPT);
        var elsewhere = new Exchange(Service.SEARCH, "POST", MESSAGES, ByteString.fromString(HELLO), 200, JSON, answer);

        assertThat(Contract.NOVA.problems(elsewhere))
                .containsExactly(MESSAGES + " is not documented, but answered 200");
    }

    private static final Map<String, List<String>> JSON = Map.of(
            "X-Request-Id",
            List.of("r1"),
            "content-type",
            List.of("application/json"),
            "Allow",
            List.of("GET"),
            "Retry-After",
            List.of("1"),
            "WWW-Authenticate",
            List.of("Bearer realm=\"nova\""));

    private static final Map<String, List<String>> SWITCHING = Map.of(
            "X-Request-Id", List.of("r1"),
            "Upgrade", List.of("websocket"),
            "Sec-WebSocket-Accept", List.of("a".repeat(28)));

    private static List<String> sending(String body, int status, String answer) {
        return problems("POST", MESSAGES, body, status, JSON, answer);
    }

    private static List<String> reading(String query, String answer) {
        return problems("GET", MESSAGES + query, "", 200, JSON, answer);
    }

    private static String error(String code) {
        return """
                {"error": "%s", "message": "No", "details": null, "timestamp": "%s"}""".formatted(code, TIME);
    }

    private static List<String> problems(
            String method, String target, String body, int status, Map<String, List<String>> headers, String answer) {
        return Contract.NOVA.problems(new Exchange(
                null, method, target, ByteString.fromString(body), status, headers, ByteString.fromString(answer)));
    }
}
