@NullMarked
package social.nova.loadtest.agent;

import org.jspecify.annotations.NullMarked;
