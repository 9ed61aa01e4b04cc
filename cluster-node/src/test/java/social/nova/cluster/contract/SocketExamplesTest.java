package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import social.nova.protocols.contract.Spoken;

/// What the AsyncAPI document shows clients to say, said to a running node, which answers as the document says.
class SocketExamplesTest {
    /// Ids of the document, which stand for those of the scene.
    private static final String CONVERSATION = "018f2c8e-6f1b-8a52-9c3d-2b7e4f90a1c4";

    private static final String MESSAGE = "018f2c8e-6f1b-8a52-8000-0000002a91c4";
    private static final String OTHER = "6fa459ea-ee8a-4ca4-894e-db77e160355e";

    /// @param payload as the document has it
    private record Example(String name, String type, JsonNode payload) {
        /// With the ids of the scene.
        String said(Person other, String conversation, String message) {
            return payload.toString()
                    .replace(CONVERSATION, conversation)
                    .replace(MESSAGE, message)
                    .replace(OTHER, other.id());
        }

        String key() {
            return payload.path("idempotency_key").asText();
        }

        boolean namesAConversation() {
            return payload.toString().contains(CONVERSATION);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsAnsweredAsTheDocumentSays() {
        return examples()
                .map(example ->
                        DynamicTest.dynamicTest(example.type() + " " + example.name(), () -> answered(example)));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleOfWhoIsNoMemberIsAnsweredByAnError() {
        return examples()
                .filter(Example::namesAConversation)
                // Whoever looks at nothing looks at it no more.
                .filter(example -> !example.type().equals("unview"))
                .map(example -> DynamicTest.dynamicTest(example.type() + " " + example.name(), () -> refused(example)));
    }

    private static void answered(Example example) throws Exception {
        var ann = Person.register();
        var bea = Person.register();
        var conversation = ann.talkTo(bea);
        var message = bea.say(conversation);
        try (var socket = new ChatClient(ann)) {
            socket.send(example.said(bea, conversation, message));

            // Who is not refused is answered by what it is about, or by what others are told, too.
            switch (example.type()) {
                case "message" -> {
                    var ack = socket.next(documented(example, "ack"));
                    assertThat(ack.path("idempotency_key").asText()).isEqualTo(example.key());
                    assertThat(ack.path("sequence_number").asLong()).isEqualTo(2);
                }
                case "sync" ->
                    assertThat(socket.next(documented(example, "synced"))
                                    .path("conversation_id")
                                    .asText())
                            .isEqualTo(conversation);
                case "read" -> {
                    var receipt = socket.next("read_receipt");
                    assertThat(receipt.path("user_id").asText()).isEqualTo(ann.id());
                    assertThat(receipt.path("sequence_number").asLong()).isEqualTo(1);
                }
                case "view" -> {
                    try (var _ = new ChatClient(bea)) {
                        assertThat(socket.next("presence").path("user_id").asText())
                                .isEqualTo(bea.id());
                    }
                }
                case "unview" -> {
                    socket.send("{\"type\": \"ping\"}");
                    socket.next("pong");
                }
                case "typing" -> shownToWhoLooks(example.said(bea, conversation, message), ann, bea, conversation);
                case "ping" -> socket.next(documented(example, "pong"));
                default -> throw new AssertionError("nobody knows how a " + example.type() + " is answered");
            }
        }
    }

    // On a socket of its own: the other has said so a moment ago, and would be passed over.
    private static void shownToWhoLooks(String typing, Person who, Person looking, String conversation)
            throws Exception {
        try (var socket = new ChatClient(who);
                var other = new ChatClient(looking)) {
            other.send("{\"type\": \"view\", \"conversation_ids\": [\"%s\"]}".formatted(conversation));
            other.next("presence");
            socket.send(typing);

            assertThat(other.next("typing").path("user_id").asText()).isEqualTo(who.id());
        }
    }

    private static void refused(Example example) throws Exception {
        var ann = Person.register();
        var bea = Person.register();
        var conversation = ann.talkTo(bea);
        var message = bea.say(conversation);
        try (var socket = new ChatClient(Person.register())) {
            socket.send(example.said(bea, conversation, message));

            var error = socket.next(documented(example, "error"));
            assertThat(error.path("error").asText()).isEqualTo("NOT_CONVERSATION_MEMBER");
            assertThat(error.path("idempotency_key").asText("")).isEqualTo(example.key());
        }
    }

    private static String documented(Example example, String answer) {
        assertThat(Spoken.NOVA.answers(example.type())).contains(answer);
        return answer;
    }

    private static Stream<Example> examples() {
        var examples = Spoken.NOVA.clientFrames().entrySet().stream()
                .flatMap(frame -> StreamSupport.stream(
                                frame.getValue().path("examples").spliterator(), false)
                        .map(example ->
                                new Example(example.path("name").asText(), frame.getKey(), example.path("payload"))))
                .toList();
        assertThat(examples)
                .hasSizeGreaterThanOrEqualTo(Spoken.NOVA.clientFrames().size());
        return List.copyOf(examples).stream();
    }
}
