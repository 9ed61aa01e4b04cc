/// Change data capture: every event of the journal goes to the topic `cdc`, without what people wrote.
@NullMarked
package social.nova.persistence.cdc;

import org.jspecify.annotations.NullMarked;
