/// Plants faults in the classes of Nova's nodes, for runs that have to fail: production code has no switch for them.
///
/// The jar of this module is the agent; it knows what it changes by name only, and refuses to run where that is gone.
@NullMarked
package social.nova.loadtest.agent;

import org.jspecify.annotations.NullMarked;
