/// Counting that all nodes share. Redis holds it; nothing is lost that matters when Redis is.
@NullMarked
package social.nova.persistence.limit;

import org.jspecify.annotations.NullMarked;
