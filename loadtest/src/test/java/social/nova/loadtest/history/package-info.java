@NullMarked
package social.nova.loadtest.history;

import org.jspecify.annotations.NullMarked;
