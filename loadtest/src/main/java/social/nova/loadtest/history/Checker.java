package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import social.nova.loadtest.history.Transcript.Acknowledged;
import social.nova.loadtest.history.Transcript.Seen;

/// Holds what clients saw against what Nova promises, in time linear in the number of messages.
///
/// Every violation is a sentence. An empty list means: nothing acknowledged was lost, nothing doubled, nothing
/// invented,
/// nothing reordered, and every reader saw all of it.
public final class Checker {
    private final List<String> violations = new ArrayList<>();

    private Checker() {}

    /// @param history the conversation's messages as read in the end, ascending
    public static List<String> check(Transcript transcript, List<Seen> history) {
        var checker = new Checker();
        checker.sequenceHasNoGap(history);
        checker.nothingDoubledOrInvented(transcript, history);
        checker.everyAcknowledgedSendIsThere(transcript.acknowledged(), history);
        checker.realTimeOrder(transcript.acknowledged());
        for (var reader : transcript.readers()) {
            checker.readerSawAllInOrder(reader, transcript.receivedBy(reader), history);
        }
        return List.copyOf(checker.violations);
    }

    private void sequenceHasNoGap(List<Seen> history) {
        for (var n = 0; n < history.size(); n++) {
            if (history.get(n).sequence() != n + 1) {
                violations.add("history: " + history.get(n) + " stands where sequence number " + (n + 1) + " belongs");
                return;
            }
        }
    }

    // Every text is sent under one key only, so a text that stands twice was doubled.
    private void nothingDoubledOrInvented(Transcript transcript, List<Seen> history) {
        var texts = new HashSet<>(transcript.invoked().values());
        var ids = new HashSet<String>();
        var seen = new HashSet<String>();
        for (var message : history) {
            if (!texts.contains(message.text())) {
                violations.add("invented: " + message);
            }
            if (!seen.add(message.text()) || !ids.add(message.id())) {
                violations.add("doubled: " + message);
            }
        }
    }

    private void everyAcknowledgedSendIsThere(List<Acknowledged> sends, List<Seen> history) {
        var bySequence = new HashMap<Long, Seen>();
        history.forEach(message -> bySequence.put(message.sequence(), message));
        for (var send : sends) {
            var message = bySequence.get(send.sequence());
            if (message == null
                    || !message.id().equals(send.id())
                    || !message.text().equals(send.text())) {
                violations.add("lost: " + send + ", in its place " + message);
            }
        }
    }

    // What was acknowledged before another send began has the lower number.
    private void realTimeOrder(List<Acknowledged> sends) {
        var byInvocation = new ArrayList<>(sends);
        byInvocation.sort(Comparator.comparingLong(Acknowledged::invokedAt));
        var byAcknowledgement = new ArrayList<>(sends);
        byAcknowledgement.sort(Comparator.comparingLong(Acknowledged::acknowledgedAt));
        var highest = 0L;
        var next = 0;
        for (var send : byInvocation) {
            while (next < byAcknowledgement.size()
                    && byAcknowledgement.get(next).acknowledgedAt() < send.invokedAt()) {
                highest = Math.max(highest, byAcknowledgement.get(next++).sequence());
            }
            if (send.sequence() <= highest) {
                violations.add("reordered: " + send + " after " + highest + " had been acknowledged");
            }
        }
    }

    private void readerSawAllInOrder(String reader, List<Seen> received, List<Seen> history) {
        for (var n = 0; n < Math.min(received.size(), history.size()); n++) {
            if (!received.get(n).equals(history.get(n))) {
                violations.add("%s: got %s where %s belongs".formatted(reader, received.get(n), history.get(n)));
                return;
            }
        }
        if (received.size() != history.size()) {
            violations.add("%s: got %d messages of %d".formatted(reader, received.size(), history.size()));
        }
    }
}
