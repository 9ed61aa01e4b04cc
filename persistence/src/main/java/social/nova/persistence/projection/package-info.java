/// How far projections are behind the journal.
@NullMarked
package social.nova.persistence.projection;

import org.jspecify.annotations.NullMarked;
