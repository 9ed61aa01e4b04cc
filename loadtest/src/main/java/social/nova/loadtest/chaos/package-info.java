/// People talk while faults strike, and what they saw is checked: `./nova bench chaos`, and the same in short as
/// integration tests.
@NullMarked
package social.nova.loadtest.chaos;

import org.jspecify.annotations.NullMarked;
