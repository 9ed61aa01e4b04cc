/// Users as clients see them.
@NullMarked
package social.nova.http.user;

import org.jspecify.annotations.NullMarked;
