/// What Nova keeps: the schema, repositories over its tables, and the projections that fill them from the journal.
@NullMarked
package social.nova.persistence;

import org.jspecify.annotations.NullMarked;
