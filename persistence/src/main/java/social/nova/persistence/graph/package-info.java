/// Neo4j, where one is configured: who knows whom, for suggestions. PostgreSQL answers without it.
@NullMarked
package social.nova.persistence.graph;

import org.jspecify.annotations.NullMarked;
