/// Users' data keys: what makes their personal fields and messages readable, and, once destroyed, unreadable for ever.
///
/// `user_keys` holds one row per user, the key wrapped by the installation's master keyset with the user id as
/// associated data. Rotating the master keyset re-wraps these rows and touches nothing they protect. Journal, snapshots
/// and their backups hold only what such a key has sealed.
@NullMarked
package social.nova.persistence.user;

import org.jspecify.annotations.NullMarked;
