/// Nova as real processes: the launcher, its embedded stack, the nodes, and their ports.
@NullMarked
package social.nova.loadtest.run;

import org.jspecify.annotations.NullMarked;
