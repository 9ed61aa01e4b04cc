/// How a feature of Nova listens to Kafka: it names a topic and says what one event does in a transaction.
///
///     partition ─▶ read ─▶ known already? ─▶ effect ─▶ commit: effects, event ids, offset
///                    │                         │
///                    └── cannot be read        └── fails again and again ──▶ <topic>-dead-letters
///
/// One projection per partition keeps the order of each entity. Effect, event id and offset share a transaction,
/// so an event takes effect once, however often it is told. A record that cannot be applied is put aside and
/// stops nobody; a database that is away is waited for.
@NullMarked
package social.nova.persistence.consumer;

import org.jspecify.annotations.NullMarked;
