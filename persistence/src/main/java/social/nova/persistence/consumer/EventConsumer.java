package social.nova.persistence.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import social.nova.persistence.kafka.EventFormat;
import social.nova.protocols.event.Envelope;

/// A feature that listens to a topic.
///
/// @param name under which its offsets and event ids are kept, for ever: another name begins from the oldest
///     record
/// @param topic what it listens to
/// @param format how that topic is written
/// @param effect what an event does
public record EventConsumer<T>(String name, String topic, EventFormat<T> format, Effect<T> effect) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /// @throws IllegalArgumentException if the name is not one
    public EventConsumer {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a consumer's name: " + name);
        }
    }

    /// Where records go that this consumer could not apply.
    public String deadLetters() {
        return topic + "-dead-letters";
    }

    /// What one event changes.
    @FunctionalInterface
    public interface Effect<T> {
        /// Applies one event, in the transaction that remembers it. Up to fifty events share a transaction of at
        /// most five seconds, so that nothing slow belongs here; nor does anything that cannot be rolled back.
        void apply(Connection connection, Envelope<T> event) throws SQLException;
    }
}
