/// What a benchmark measures, and how it is told.
@NullMarked
package social.nova.loadtest.measure;

import org.jspecify.annotations.NullMarked;
