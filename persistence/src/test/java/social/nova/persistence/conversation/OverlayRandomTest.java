package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.conversation.TestConversation.ALICE;
import static social.nova.persistence.conversation.TestConversation.BOB;
import static social.nova.persistence.conversation.TestConversation.START;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;

/// Rows as of any revision, with the later events laid over them, say the same.
class OverlayRandomTest {
    private static final int RUNS = 200;
    private static final int EVENTS = 60;
    private static final List<String> EMOJI = List.of("👍", "🎉", "❤️");

    private final TestConversation conversation = new TestConversation();

    @Test
    void howeverFarTheTablesHaveComeTheAnswerIsTheSame() {
        var seed = Long.getLong("nova.seed", System.nanoTime());
        System.out.println("OverlayRandomTest: -Dnova.seed=" + seed);
        for (var run = 0; run < RUNS; run++) {
            var random = new Random(seed + run);
            var events = events(random);
            var all = after(events, 0, EVENTS);
            for (var projected = 0; projected <= EVENTS; projected++) {
                var overlay = new Rows(projected, rows(events.subList(0, projected))).overlaid(1, EVENTS);
                events.subList(projected, EVENTS).forEach(overlay::on);
                assertThat(overlay.standings()).as("seed %d, run %d", seed, run).isEqualTo(all);
            }
        }
    }

    @Test
    void aRangeHoldsWhatIsInItOnly() {
        var events = events(new Random(17));
        var part = after(events, 0, EVENTS).stream()
                .filter(standing -> isBetween(standing, 3, 9))
                .toList();

        var overlay = new Rows(0, List.of()).overlaid(3, 9);
        events.forEach(overlay::on);

        assertThat(overlay.standings()).isEqualTo(part);
    }

    private static boolean isBetween(Standing standing, long from, long to) {
        var sequenceNumber = standing.message().sequenceNumber();
        return from <= sequenceNumber && sequenceNumber <= to;
    }

    private static List<Standing> after(List<Conversation.Event> events, int from, int to) {
        var overlay = new Rows(0, List.of()).overlaid(1, EVENTS);
        events.subList(from, to).forEach(overlay::on);
        return overlay.standings();
    }

    private static List<Rows.Row> rows(List<Conversation.Event> events) {
        return after(events, 0, events.size()).stream()
                .map(standing -> new Rows.Row(standing.message(), standing.reactions()))
                .toList();
    }

    private List<Conversation.Event> events(Random random) {
        var events = new ArrayList<Conversation.Event>();
        events.add(conversation.opened());
        var sent = 0L;
        while (events.size() < EVENTS) {
            var revision = events.size() + 1L;
            var old = 1 + random.nextLong(Math.max(1, sent));
            var user = random.nextBoolean() ? ALICE : BOB;
            if (sent == 0 || random.nextInt(3) == 0) {
                events.add(at(revision, conversation.sent(++sent)));
            } else {
                events.add(change(random, revision, old, user));
            }
        }
        return events;
    }

    private static MessageSent at(long revision, MessageSent sent) {
        return new MessageSent(
                revision, sent.id(), sent.sequenceNumber(), sent.sender(), sent.body(), sent.key(), sent.at());
    }

    private static Conversation.Event change(Random random, long revision, long sequenceNumber, UserId user) {
        var emoji = EMOJI.get(random.nextInt(EMOJI.size()));
        return switch (random.nextInt(6)) {
            case 0, 1 -> new ReactionAdded(revision, sequenceNumber, user, emoji, START);
            case 2 -> new ReactionsRemoved(revision, sequenceNumber, user, List.of(emoji), START);
            case 3 -> new MessageEdited(revision, sequenceNumber, body(revision), START.plusSeconds(revision));
            case 4 -> new MessageDeleted(revision, sequenceNumber, user, START.plusSeconds(revision));
            default -> new ReadMarked(revision, user, sequenceNumber, START);
        };
    }

    private static Body body(long n) {
        return new Body(new Sealed("edited " + n, "%048x".formatted(n)), Encryption.AT_REST);
    }
}
