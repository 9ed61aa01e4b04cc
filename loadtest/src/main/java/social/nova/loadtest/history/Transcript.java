package social.nova.loadtest.history;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What clients of one conversation saw, written down by many threads as it happened.
///
/// Times are [System#nanoTime] of this process, so that "before" means before.
public final class Transcript {
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Map<String, String> invoked = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<Seen>> received = new ConcurrentHashMap<>();

    /// A send that was told to be durable.
    ///
    /// @param invokedAt when it was first tried
    /// @param acknowledgedAt when the acknowledgement came
    public record Acknowledged(
            String key, String text, String id, long sequence, long invokedAt, long acknowledgedAt) {}

    /// A message as a client got it, on a socket or in history.
    public record Seen(String id, long sequence, String sender, String text) {}

    /// Somebody is about to send this text; whether it will be accepted is open.
    public void invoke(String key, String text) {
        invoked.put(key, text);
    }

    public void acknowledge(Acknowledged send) {
        acknowledged.add(send);
    }

    /// @param reader one logical client, however often it reconnects
    public void receive(String reader, Seen message) {
        received.computeIfAbsent(reader, _ -> new ConcurrentLinkedQueue<>()).add(message);
    }

    public List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    public Map<String, String> invoked() {
        return Map.copyOf(invoked);
    }

    public List<Seen> receivedBy(String reader) {
        return List.copyOf(received.getOrDefault(reader, new ConcurrentLinkedQueue<>()));
    }

    public List<String> readers() {
        return List.copyOf(received.keySet());
    }
}
