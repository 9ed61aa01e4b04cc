/// The keys that sign access tokens: the table `signing_keys`.
@NullMarked
package social.nova.persistence.signing;

import org.jspecify.annotations.NullMarked;
