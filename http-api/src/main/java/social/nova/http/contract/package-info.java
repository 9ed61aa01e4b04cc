/// The REST contract for those who build against it: as a document, and as a page.
@NullMarked
package social.nova.http.contract;

import org.jspecify.annotations.NullMarked;
