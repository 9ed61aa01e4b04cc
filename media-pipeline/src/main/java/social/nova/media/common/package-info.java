/// What every feature of this module shares: its settings, and the object store.
@NullMarked
package social.nova.media.common;

import org.jspecify.annotations.NullMarked;
