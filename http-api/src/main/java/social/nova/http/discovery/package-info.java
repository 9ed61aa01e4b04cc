/// What somebody may like and does not know yet.
@NullMarked
package social.nova.http.discovery;

import org.jspecify.annotations.NullMarked;
