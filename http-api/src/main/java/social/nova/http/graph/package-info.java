/// Who follows, blocks and mutes whom, as clients see and change it, and the one rule of who may see what of whom:
/// [social.nova.http.graph.Visibility].
@NullMarked
package social.nova.http.graph;

import org.jspecify.annotations.NullMarked;
