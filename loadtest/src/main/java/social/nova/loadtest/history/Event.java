package social.nova.loadtest.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/// One line of a history: something a process of the harness began, or learned.
///
/// @param proc who: one sender, one reader, however often it reconnects
/// @param conv the conversation; empty where it is about none
/// @param key names a message by its text, so that what is read can be told from what was sent; for rows of the
///     database a digest of what is stored
/// @param seq the sequence number of the message, or of the newest one that was read; 0 for none
/// @param id the message's id; empty for none
/// @param node the node asked, or the node that a fault was about
/// @param kind of a change that was received or journalled, the type of its frame; empty for messages
/// @param state as what the message stood: empty as it was sent, the name of an edit, or [Text#DELETED]; of a
///     reaction the emoji
/// @param revision of the change, or of the last one that the message has seen; 0 for none
/// @param t nanoseconds since the history began; never less than in the line before
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Event(
        String proc,
        Phase type,
        Op op,
        String conv,
        String key,
        long seq,
        String id,
        String node,
        String kind,
        String state,
        long revision,
        long t) {

    /// How far the operation is. `INFO` is an unknown outcome: it may have come about, or may still.
    public enum Phase {
        @JsonProperty("invoke")
        INVOKE,
        @JsonProperty("ok")
        OK,
        @JsonProperty("fail")
        FAIL,
        @JsonProperty("info")
        INFO
    }

    public enum Op {
        /// Of a message: `OK` when acknowledged, `FAIL` when refused for good. Each try is invoked anew.
        @JsonProperty("send")
        SEND,
        /// Another text for a message. Each try has a `state` of its own and is not repeated; so it is for those below.
        @JsonProperty("edit")
        EDIT,
        /// Of a message.
        @JsonProperty("delete")
        DELETE,
        /// A reaction to a message is added.
        @JsonProperty("react")
        REACT,
        /// A reaction to a message is taken back.
        @JsonProperty("withdraw")
        WITHDRAW,
        /// Everything up to `seq` has been read.
        @JsonProperty("mark")
        MARK,
        /// A message that came on a socket, or another change of the conversation.
        @JsonProperty("receive")
        RECEIVE,
        /// Of the newest message, over REST, while all goes on.
        @JsonProperty("read")
        READ,
        /// Of who was removed or blocked: `INVOKE` before that is asked for, `OK` once it was answered. `proc`
        /// is a client of theirs, one event for each; `seq` in `INVOKE` the number up to which it has to have
        /// got all.
        @JsonProperty("out")
        OUT,
        /// A message in the history as one node told it in the end, page by page.
        @JsonProperty("final")
        FINAL,
        /// A row of the journal in the end: `revision` is the journal's sequence number, `node` its writer.
        @JsonProperty("journal")
        JOURNAL,
        /// A row of the table of messages in the end.
        @JsonProperty("table")
        TABLE,
        /// A 5xx that people got over REST, whatever they had asked: `key` is the status.
        @JsonProperty("unavailable")
        UNAVAILABLE,
        /// Something was broken, or mended: `key` says what.
        @JsonProperty("fault")
        FAULT;

        /// Whether it changes a message that is there, or what is known of it.
        public boolean isChange() {
            return this == EDIT || this == DELETE || this == REACT || this == WITHDRAW || this == MARK;
        }
    }

    // What a line leaves out is empty.
    public Event {
        conv = Objects.requireNonNullElse(conv, "");
        key = Objects.requireNonNullElse(key, "");
        id = Objects.requireNonNullElse(id, "");
        node = Objects.requireNonNullElse(node, "");
        kind = Objects.requireNonNullElse(kind, "");
        state = Objects.requireNonNullElse(state, "");
    }

    /// What the history adds a time to.
    public static Event of(String proc, Phase type, Op op, String conv, String key) {
        return new Event(proc, type, op, conv, key, 0, "", "", "", "", 0, 0);
    }

    public Event message(long newSeq, String newId) {
        return new Event(proc, type, op, conv, key, newSeq, newId, node, kind, state, revision, t);
    }

    public Event at(String newNode) {
        return new Event(proc, type, op, conv, key, seq, id, newNode, kind, state, revision, t);
    }

    public Event standing(String newState) {
        return new Event(proc, type, op, conv, key, seq, id, node, kind, newState, revision, t);
    }

    public Event revision(String newKind, long newRevision) {
        return new Event(proc, type, op, conv, key, seq, id, node, newKind, state, newRevision, t);
    }

    public Event named(String newKey) {
        return new Event(proc, type, op, conv, newKey, seq, id, node, kind, state, revision, t);
    }

    public Event ended(Phase newType) {
        return new Event(proc, newType, op, conv, key, seq, id, node, kind, state, revision, t);
    }

    Event on(long newTime) {
        return new Event(proc, type, op, conv, key, seq, id, node, kind, state, revision, newTime);
    }

    boolean isDeleted() {
        return state.equals(Text.DELETED);
    }
}
