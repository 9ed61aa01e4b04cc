/// Many sockets at once, from one thread: the load of the benchmarks.
@NullMarked
package social.nova.loadtest.load;

import org.jspecify.annotations.NullMarked;
