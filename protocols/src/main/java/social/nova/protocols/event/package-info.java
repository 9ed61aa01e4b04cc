/// What Nova tells other programs through Kafka: one form for all records, and what is in each kind.
///
/// Two topics. `nova-events` says what happened in the language of the product ([DomainEvent]), written in the
/// transaction that made it so. `cdc` repeats every event of the journal ([JournalChange]). Both carry ids,
/// never a text, a name, an address or anything sealed: what is in Kafka cannot be taken back when a person
/// leaves.
///
/// A type's name and its fields stay for ever: fields are added, never renamed or removed. Readers ignore fields
/// and types that they do not know. An example of each type is in the folder `events` of this module's
/// resources.
@NullMarked
package social.nova.protocols.event;

import org.jspecify.annotations.NullMarked;
