/// What every feature of the harness needs.
@NullMarked
package social.nova.loadtest.common;

import org.jspecify.annotations.NullMarked;
