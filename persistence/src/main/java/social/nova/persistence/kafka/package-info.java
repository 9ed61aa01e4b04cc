/// Kafka as Nova uses it: a place to tell others what happened, never the only copy of anything.
///
/// Nothing here waits for a broker to be there: a node starts without one, and what is to be published waits in
/// PostgreSQL.
@NullMarked
package social.nova.persistence.kafka;

import org.jspecify.annotations.NullMarked;
