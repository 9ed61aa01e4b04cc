/// What Nova is measured beside: servers that do the same work with nothing around it.
@NullMarked
package social.nova.loadtest.peer;

import org.jspecify.annotations.NullMarked;
