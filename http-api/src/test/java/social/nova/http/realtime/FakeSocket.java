package social.nova.http.realtime;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.contract.Violations;

/// A socket without a wire: shows what is sent, holds it against the document, and takes as many frames as a test
/// leaves room for.
final class FakeSocket implements Socket {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final TestProbe<JsonNode> frames;
    final TestProbe<CloseCode> closed;
    final TestProbe<String> probed;
    final AtomicInteger room = new AtomicInteger(1_000_000);
    final AtomicReference<@Nullable Frame> last = new AtomicReference<>();
    final AtomicInteger handled = new AtomicInteger();

    FakeSocket(ActorTestKit actors) {
        frames = actors.createTestProbe();
        closed = actors.createTestProbe();
        probed = actors.createTestProbe();
    }

    @Override
    public boolean send(Frame frame) {
        room.decrementAndGet();
        last.set(frame);
        var shown = decoded(frame);
        Violations.check(shown.toString());
        frames.ref().tell(shown);
        return true;
    }

    @Override
    public boolean hasRoom() {
        return room.get() > 0;
    }

    @Override
    public void handled() {
        handled.incrementAndGet();
    }

    @Override
    public void probe() {
        probed.ref().tell("probed");
    }

    @Override
    public void close(CloseCode code, String reason) {
        closed.ref().tell(code);
    }

    private static JsonNode decoded(Frame frame) {
        var bytes = ByteBuffer.wrap(frame.bytes().toArray());
        var length = bytes.get(1) & 0x7F;
        bytes.position(length < 126 ? 2 : length == 126 ? 4 : 10);
        try {
            return MAPPER.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
