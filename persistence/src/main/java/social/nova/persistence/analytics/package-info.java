/// ClickHouse, where one is configured: what happened, for feeds and statistics. PostgreSQL answers without it.
@NullMarked
package social.nova.persistence.analytics;

import org.jspecify.annotations.NullMarked;
