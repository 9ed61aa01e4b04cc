/// Mail: the server that takes it, and whether it can be reached.
@NullMarked
package social.nova.persistence.mail;

import org.jspecify.annotations.NullMarked;
