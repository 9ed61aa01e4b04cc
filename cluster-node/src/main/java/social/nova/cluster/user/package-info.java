/// The user entity: registration, credentials and login sessions, decided by one writer per user.
@NullMarked
package social.nova.cluster.user;

import org.jspecify.annotations.NullMarked;
