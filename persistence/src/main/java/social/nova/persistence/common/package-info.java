/// The database itself: pools, migrations and the secrets an installation makes once.
@NullMarked
package social.nova.persistence.common;

import org.jspecify.annotations.NullMarked;
