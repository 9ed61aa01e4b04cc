package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import social.nova.http.realtime.ClientFrame.Text;

/// However messages are cut into frames and frames into pieces, the same messages come out. A failure names its seed.
class FrameParserRandomTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @RepeatedTest(200)
    void readsTheSameMessagesHoweverTheyAreCut() {
        var messages = new ArrayList<ClientFrame>();
        var wire = ByteString.emptyByteString();
        for (int n = 0; n < 20; n++) {
            var text = randomText();
            messages.add(new Text(text));
            wire = wire.concat(fragments(text.getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(parse(wire)).as("seed %d", seed).isEqualTo(messages);
    }

    private String randomText() {
        int length = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextInt(130);
            case 2 -> random.nextInt(1_000);
            default -> random.nextInt(20_000);
        };
        return random.ints(0, Character.MAX_CODE_POINT + 1)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .limit(length)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private ByteString fragments(byte[] payload) {
        var wire = ByteString.emptyByteString();
        int opcode = Opcode.TEXT;
        int from = 0;
        while (random.nextInt(3) == 0) {
            int to = from + random.nextInt(payload.length - from + 1);
            wire = wire.concat(ClientBytes.frame(false, opcode, Arrays.copyOfRange(payload, from, to)));
            if (random.nextBoolean()) {
                wire = wire.concat(ClientBytes.frame(true, Opcode.PONG, new byte[random.nextInt(126)]));
            }
            opcode = Opcode.CONTINUATION;
            from = to;
        }
        return wire.concat(ClientBytes.frame(true, opcode, Arrays.copyOfRange(payload, from, payload.length)));
    }

    private List<ClientFrame> parse(ByteString wire) {
        var parser = new FrameParser(1 << 20);
        var texts = new ArrayList<ClientFrame>();
        int most = 1 << random.nextInt(17);
        var rest = wire;
        while (!rest.isEmpty()) {
            int count = 1 + random.nextInt(Math.min(most, rest.size()));
            parser.feed(rest.take(count));
            rest = rest.drop(count);
            for (var next = parser.next(); next != null; next = parser.next()) {
                if (next instanceof Text) {
                    texts.add(next);
                }
            }
        }
        return texts;
    }
}
