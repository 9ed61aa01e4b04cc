/// The embedded stack: PostgreSQL, Redis, Kafka, S3 and SMTP as real servers on loopback, in one process of their own,
/// so that killing a node kills no database. Each is left out when the environment names a real one.
///
/// ```
/// <data>/postgres  <data>/redis  <data>/kafka  <data>/s3  <data>/mail    kept across restarts
/// <data>/secrets   passwords, made once, mode 600
/// <data>/bin       PostgreSQL's and Redis' programs, unpacked from their jars
/// <data>/run       stack.json: the addresses, for the launcher; stack.lock
/// ```
@NullMarked
package social.nova.deploy.stack;

import org.jspecify.annotations.NullMarked;
