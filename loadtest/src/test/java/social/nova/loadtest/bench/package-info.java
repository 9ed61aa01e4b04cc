@NullMarked
package social.nova.loadtest.bench;

import org.jspecify.annotations.NullMarked;
