/// The outbox: what happened is written beside what it changed, in one transaction, and told to Kafka
/// afterwards.
///
///     transaction ──▶ outbox ──▶ OutboxRelay, one in the cluster ──▶ nova-events
///
/// Nothing that a transaction took back is ever told, and nothing that it kept is ever lost. A relay that dies
/// between telling and deleting leaves rows that are told again, under the same event id.
@NullMarked
package social.nova.persistence.outbox;

import org.jspecify.annotations.NullMarked;
