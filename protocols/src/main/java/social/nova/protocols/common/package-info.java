/// Identifiers, error codes and the marks that choose a serializer, shared by every feature.
@NullMarked
package social.nova.protocols.common;

import org.jspecify.annotations.NullMarked;
