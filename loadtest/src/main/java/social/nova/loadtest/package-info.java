/// Load on a running Nova from outside, by HTTP and WebSocket only.
@NullMarked
package social.nova.loadtest;

import org.jspecify.annotations.NullMarked;
