@NullMarked
package social.nova.loadtest.fault;

import org.jspecify.annotations.NullMarked;
