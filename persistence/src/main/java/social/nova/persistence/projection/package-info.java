/// What all projections share: how they ask the journal for new events, and how far they are behind it.
@NullMarked
package social.nova.persistence.projection;

import org.jspecify.annotations.NullMarked;
