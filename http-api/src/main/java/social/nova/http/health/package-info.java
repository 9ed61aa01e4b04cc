/// Whether this node and what it needs are well.
@NullMarked
package social.nova.http.health;

import org.jspecify.annotations.NullMarked;
