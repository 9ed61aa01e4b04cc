@NullMarked
package social.nova.loadtest.client;

import org.jspecify.annotations.NullMarked;
