/// What the stack and the launcher need to know of the machine they run on: its processes, its ports, and the files of
/// one data directory.
@NullMarked
package social.nova.deploy.host;

import org.jspecify.annotations.NullMarked;
