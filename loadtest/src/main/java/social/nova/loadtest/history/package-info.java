/// What clients saw, written down, and the checker that holds it against what Nova promises.
@NullMarked
package social.nova.loadtest.history;

import org.jspecify.annotations.NullMarked;
