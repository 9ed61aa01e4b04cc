/// `./nova`: starts the embedded stack and the nodes as child processes, watches them, and stops them.
///
/// ```
/// terminal ── LauncherMain up ──┬── StackMain          (own session, logs/stack.log)
///    Ctrl-C, SIGTERM            ├── cluster node 1      127.0.0.1  (own session, logs/node-1.log)
///                               └── cluster node 2 …    127.0.0.2
/// ```
///
/// Everything that happens to the children is decided by one thread, the supervisor's. Children outlive a launcher that
/// is killed; the next one finds them by a mark on their command line and stops them first.
@NullMarked
package social.nova.deploy.launcher;

import org.jspecify.annotations.NullMarked;
