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
/// @param t nanoseconds since the history began; never less than in the line before
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Event(String proc, Phase type, Op op, String conv, String key, long seq, String id, String node, long t) {

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
        /// A message that came on a socket.
        @JsonProperty("receive")
        RECEIVE,
        /// Of the newest message, over REST, while all goes on.
        @JsonProperty("read")
        READ,
        /// A message in the history as one node told it in the end, page by page.
        @JsonProperty("final")
        FINAL,
        /// A row of the journal in the end: `seq` is the journal's sequence number, `node` its writer.
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
        FAULT
    }

    // What a line leaves out is empty.
    public Event {
        conv = Objects.requireNonNullElse(conv, "");
        key = Objects.requireNonNullElse(key, "");
        id = Objects.requireNonNullElse(id, "");
        node = Objects.requireNonNullElse(node, "");
    }

    /// What the history adds a time to.
    public static Event of(String proc, Phase type, Op op, String conv, String key) {
        return new Event(proc, type, op, conv, key, 0, "", "", 0);
    }

    public Event message(long newSeq, String newId) {
        return new Event(proc, type, op, conv, key, newSeq, newId, node, t);
    }

    public Event at(String newNode) {
        return new Event(proc, type, op, conv, key, seq, id, newNode, t);
    }

    Event on(long newTime) {
        return new Event(proc, type, op, conv, key, seq, id, node, newTime);
    }
}
