package social.nova.cluster.conversation;

import akka.Done;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.util.List;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Command;

/// Decides on who is in a conversation, and on how far each has read.
record MemberDecisions(Turn turn, ReadMarks marks) {

    ReplyEffect<Event, ConversationState> on(ConversationState state, Command command) {
        return switch (command) {
            case ConversationMembers.Open open -> onOpen(state, open);
            case ConversationMembers.SetBlock set -> onSetBlock(state, set);
            case ConversationMembers.NoteErasure note -> onNoteErasure(state, note);
            case ConversationMembers.GetOverview get -> onGetOverview(state, get);
            case ConversationMembers.MarkRead mark -> onMarkRead(state, mark);
            case ConversationMembers.GetSummary get ->
                state.hasMember(get.reader())
                        ? turn.answer(get, summary(state, get.reader()))
                        : turn.turnAway(state, get);
            case ConversationMembers.GetMembers get -> onGetMembers(state, get);
            case ConversationMembers.GroupCommand change -> onGroupCommand(state, change);
        };
    }

    private ReplyEffect<Event, ConversationState> onOpen(ConversationState state, ConversationMembers.Open open) {
        if (state.silence().refusal().isPresent()) {
            return turn.refuse(open, ErrorCode.USER_NOT_FOUND);
        }
        if (!state.isOpen()) {
            var opened = new ConversationMembers.Opened(
                    state.nextRevision(),
                    open.type(),
                    open.creator(),
                    open.members(),
                    turn.now(),
                    open.name(),
                    open.key());
            turn.intake().writing(open);
            return turn.effects()
                    .persist(opened)
                    .thenRun((ConversationState after) -> turn.telling().tell(after, opened))
                    .thenReply(open.replyTo(), after -> StatusReply.success(after.overview(open.creator())));
        }
        // The id is computed from its pair, or from the creator's key: there may be another body, or a collision.
        if (!state.isOf(open.members(), open.key())) {
            return turn.refuse(open, ErrorCode.CONFLICT);
        }
        if (!state.hasMember(open.creator())) {
            return turn.turnAway(state, open);
        }
        return turn.answer(open, state.overview(open.creator()));
    }

    private ReplyEffect<Event, ConversationState> onSetBlock(
            ConversationState state, ConversationMembers.SetBlock set) {
        if (!state.silence().isNews(set.blocker(), set.change())) {
            return turn.carryOut(set, new Decision.IsSo());
        }
        var revision = state.nextRevision();
        var event = set.blocked()
                ? new ConversationMembers.Blocked(revision, set.blocker(), set.change(), turn.now())
                : new ConversationMembers.Unblocked(revision, set.blocker(), set.change(), turn.now());
        return turn.carryOut(set, new Decision.Happens(event));
    }

    private ReplyEffect<Event, ConversationState> onNoteErasure(
            ConversationState state, ConversationMembers.NoteErasure note) {
        if (!state.hasMember(note.user())) {
            return turn.turnAway(state, note);
        }
        if (state.isGroup()) {
            return turn.refuse(note, ErrorCode.FORBIDDEN);
        }
        return turn.carryOut(
                note,
                state.silence().isErased(note.user())
                        ? new Decision.IsSo()
                        : new Decision.Happens(
                                new ConversationMembers.MemberErased(state.nextRevision(), note.user(), turn.now())));
    }

    private ReplyEffect<Event, ConversationState> onGetOverview(
            ConversationState state, ConversationMembers.GetOverview get) {
        return state.hasMember(get.reader())
                ? turn.answer(get, marks.laidOver(get.reader(), state.overview(get.reader())))
                : turn.turnAway(state, get);
    }

    private ReplyEffect<Event, ConversationState> onMarkRead(
            ConversationState state, ConversationMembers.MarkRead mark) {
        var member = state.member(mark.reader());
        if (member.isEmpty()) {
            return turn.turnAway(state, mark);
        }
        // The other would be told, and so learn of the one that blocks.
        if (state.silence().isByBlock()) {
            return turn.refuse(mark, ErrorCode.FORBIDDEN);
        }
        var upTo = Math.min(mark.sequenceNumber(), state.lastSequenceNumber());
        if (upTo <= marks.read(mark.reader(), member.get())) {
            return turn.carryOut(mark, new Decision.IsSo());
        }
        var now = turn.now();
        if (marks.mustWait(state, mark.reader(), now)) {
            marks.note(mark.reader(), upTo);
            turn.keepReadMarks().run();
            return turn.carryOut(mark, new Decision.IsSo());
        }
        var read = new ConversationMembers.ReadMarked(state.nextRevision(), mark.reader(), upTo, now);
        return turn.carryOut(mark, new Decision.Happens(read), _ -> Done.getInstance(), _ -> marks.kept(read));
    }

    ReplyEffect<Event, ConversationState> onKeepReadMarks(ConversationState state) {
        return written(marks.due(state, turn.now(), false))
                .thenRun(_ -> keepWhatIsNoted())
                .thenNoReply();
    }

    /// To be called after a recovery, too: what was noted before a write that failed is still to be written.
    void keepWhatIsNoted() {
        if (!marks.isEmpty()) {
            turn.keepReadMarks().run();
        }
    }

    /// Nothing that was noted is lost where the entity only moves.
    ReplyEffect<Event, ConversationState> onStop(ConversationState state) {
        return written(marks.due(state, turn.now(), true))
                .thenRun(turn.telling()::stopping)
                .thenStop()
                .thenNoReply();
    }

    private EffectBuilder<Event, ConversationState> written(List<ConversationMembers.ReadMarked> read) {
        return read.isEmpty()
                ? turn.effects().none()
                : turn.effects()
                        .persist(List.<Event>copyOf(read))
                        .thenRun((ConversationState after) -> read.forEach(mark -> {
                            marks.kept(mark);
                            turn.telling().tell(after, mark);
                        }));
    }

    private ConversationMembers.Summary summary(ConversationState state, UserId reader) {
        var summary = state.summary(reader);
        return new ConversationMembers.Summary(
                marks.laidOver(reader, summary.overview()), summary.last(), summary.members());
    }

    private ReplyEffect<Event, ConversationState> onGetMembers(
            ConversationState state, ConversationMembers.GetMembers get) {
        return state.hasMember(get.reader())
                ? turn.answer(
                        get,
                        new ConversationMembers.Members(state.roster().all().stream()
                                .map(marks::laidOver)
                                .toList()))
                : turn.turnAway(state, get);
    }

    private ReplyEffect<Event, ConversationState> onGroupCommand(
            ConversationState state, ConversationMembers.GroupCommand change) {
        return state.hasMember(change.by())
                ? turn.carryOut(
                        change,
                        GroupRules.decide(state, change, turn.now()),
                        after -> new ConversationMembers.Changed(since(after, change)),
                        _ -> {})
                : turn.turnAway(state, change);
    }

    // Who is a member already has been one for longer.
    private static long since(ConversationState state, ConversationMembers.GroupCommand change) {
        return change instanceof ConversationMembers.AddMember add
                ? state.member(add.user()).map(Member::joined).orElse(state.revision())
                : state.revision();
    }
}
