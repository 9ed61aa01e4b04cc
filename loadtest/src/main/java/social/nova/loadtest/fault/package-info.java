/// What can be broken, one small step each: processes killed, frozen and ended, servers away, networks that are slow,
/// silent or cut. Every fault is taken back before it returns, also when it fails.
@NullMarked
package social.nova.loadtest.fault;

import org.jspecify.annotations.NullMarked;
