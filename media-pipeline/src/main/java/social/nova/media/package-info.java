/// Streams over bytes: uploads, images, transcoding, live ingest, and the object storage below them.
@NullMarked
package social.nova.media;

import org.jspecify.annotations.NullMarked;
