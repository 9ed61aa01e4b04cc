/// What Nova's parts say to each other: identifiers, commands, replies and events, one file per entity.
///
/// Nothing here depends on anything else of Nova. A reader who knows this module knows the system's vocabulary.
@NullMarked
package social.nova.protocols;

import org.jspecify.annotations.NullMarked;
