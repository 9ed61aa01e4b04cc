/// Users: registration, credentials, login sessions and the profile.
@NullMarked
package social.nova.protocols.user;

import org.jspecify.annotations.NullMarked;
