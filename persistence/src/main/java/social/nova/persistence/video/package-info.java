/// Milvus, where one is configured: vectors of videos, for those alike. An index of our own answers without it.
@NullMarked
package social.nova.persistence.video;

import org.jspecify.annotations.NullMarked;
