/// What clients speak: routes, sockets, authentication and the one form of every error.
@NullMarked
package social.nova.http;

import org.jspecify.annotations.NullMarked;
