package social.nova.cluster.conversation;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationChanges.Shown;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;

/// The newest events of a conversation, for those who ask what happened after a revision. Not in snapshots: what came
/// before the last one is in the journal.
///
/// What an event says of a message is not kept here: it is in the [MessageTail], as it stands.
final class ChangeTail {
    static final int EVENTS = 200;

    private final ArrayDeque<Noted> events = new ArrayDeque<>();

    /// @param message the number of the message that was sent or edited
    /// @param event nothing for these
    private record Noted(
            long revision,
            Instant at,
            long message,
            boolean edited,
            @Nullable Event event) {
        static Noted of(Event event) {
            return switch (event) {
                case MessageSent sent -> new Noted(sent.revision(), sent.at(), sent.sequenceNumber(), false, null);
                case MessageEdited edited ->
                    new Noted(edited.revision(), edited.at(), edited.sequenceNumber(), true, null);
                default -> new Noted(event.revision(), event.at(), 0, false, event);
            };
        }

        Optional<Shown> shown(ConversationState state) {
            if (event != null) {
                return ConversationChanges.shown(event, state::message);
            }
            return state.message(message)
                    .map(found ->
                            edited ? new ConversationChanges.Edited(found) : new ConversationChanges.Posted(found));
        }
    }

    /// Also called for what is replayed, and for what is then not written: whatever does not follow begins anew.
    void on(Event event) {
        var last = events.peekLast();
        if (last != null && event.revision() != last.revision() + 1) {
            events.clear();
        }
        events.addLast(Noted.of(event));
        if (events.size() > EVENTS) {
            events.removeFirst();
        }
    }

    /// Whether something happened after a moment, as far as is remembered here. Nothing is after a recovery from a
    /// snapshot that has everything.
    boolean changedSince(Instant moment) {
        return events.isEmpty() || events.getLast().at().isAfter(moment);
    }

    /// What happened, whoever may see it.
    Changes all(ConversationState state, long after, int limit) {
        return page(state, Member.WHO_SEES_ALL, Position.of(after), limit);
    }

    /// @param member who asks
    Changes page(ConversationState state, Member member, Position position, int limit) {
        var after = revisionOf(state, position);
        if (after < 0) {
            return knownToTheTableOnly(state, after);
        }
        var begin = Math.max(after, member.joined() - 1);
        var head = state.revision();
        var page = collect(state, member, begin, head, limit);
        return new Changes(
                begin,
                page.from,
                page.upTo(head),
                head,
                state.lastSequenceNumber(),
                member.since(),
                state.hidesReadMarks(),
                false,
                page.changes);
    }

    /// What happened up to a removal, that included; nothing where that is all there already. Messages are as they
    /// stand, also where they were changed later.
    Optional<Changes> pageUntilRemoved(ConversationState state, Departed gone, Position position, int limit) {
        var head = gone.removed();
        if (position.isByMessage() || position.revision() >= head) {
            return Optional.empty();
        }
        var begin = Math.max(position.revision(), gone.member().joined() - 1);
        var page = collect(state, gone.member(), begin, head, limit);
        return Optional.of(new Changes(
                begin,
                page.from,
                page.upTo(head),
                head,
                0,
                gone.member().since(),
                state.hidesReadMarks(),
                true,
                page.changes));
    }

    private Page collect(ConversationState state, Member member, long begin, long head, int limit) {
        var page = new Page(Math.min(Math.max(begin, beginning(state)), head), limit);
        for (var noted : events) {
            if (noted.revision() > page.from && noted.revision() <= head && !page.cut) {
                put(noted, state, member, page);
            }
        }
        return page;
    }

    private static void put(Noted noted, ConversationState state, Member member, Page page) {
        var shown = noted.shown(state);
        if (shown.isEmpty() && noted.event() == null) {
            // Its message is no longer remembered: up to here it is the journal's.
            page.beginBehind(noted.revision());
        } else if (shown.isPresent() && !isHidden(state, shown.get(), member)) {
            page.add(new Change(noted.revision(), noted.revision() - 1, shown.get()));
        }
    }

    // What is put together for an answer, until it is cut for its size.
    private static final class Page {
        private final int limit;
        private final List<Change> changes = new ArrayList<>();
        private long from;
        private int bytes;
        private boolean cut;

        Page(long from, int limit) {
            this.from = from;
            this.limit = limit;
        }

        void beginBehind(long revision) {
            changes.clear();
            bytes = 0;
            from = revision;
        }

        long upTo(long head) {
            return cut ? changes.getLast().revision() : head;
        }

        void add(Change change) {
            bytes += sizeOf(change.shown());
            cut = !changes.isEmpty() && (changes.size() >= limit || bytes > MessageTail.PAGE_BYTES);
            if (!cut) {
                changes.add(change);
            }
        }
    }

    private static Changes knownToTheTableOnly(ConversationState state, long after) {
        var head = state.revision();
        return new Changes(
                after, head, head, head, state.lastSequenceNumber(), 0, state.hidesReadMarks(), false, List.of());
    }

    // Everything above this revision is here.
    private long beginning(ConversationState state) {
        var first = events.peekFirst();
        return first == null ? state.revision() : first.revision() - 1;
    }

    private Optional<Long> sentAt(long sequenceNumber) {
        return events.stream()
                .filter(noted -> noted.message() == sequenceNumber && !noted.edited())
                .map(Noted::revision)
                .findFirst();
    }

    private long revisionOf(ConversationState state, Position position) {
        if (!position.isByMessage()) {
            return position.revision();
        }
        if (position.sequenceNumber() == 0) {
            return 0;
        }
        return position.sequenceNumber() > state.lastSequenceNumber()
                ? state.revision()
                : state.message(position.sequenceNumber())
                        .filter(Message::isUnchanged)
                        .map(Message::revision)
                        .or(() -> sentAt(position.sequenceNumber()))
                        .orElse(-1L);
    }

    private static boolean isHidden(ConversationState state, Shown shown, Member member) {
        return (shown instanceof ConversationChanges.Read && state.hidesReadMarks())
                || (shown.sequenceNumber() != 0 && shown.sequenceNumber() <= member.since());
    }

    private static int sizeOf(Shown shown) {
        return switch (shown) {
            case ConversationChanges.Posted(var message) -> MessageTail.sizeOf(message);
            case ConversationChanges.Edited(var message) -> MessageTail.sizeOf(message);
            default -> 200;
        };
    }
}
