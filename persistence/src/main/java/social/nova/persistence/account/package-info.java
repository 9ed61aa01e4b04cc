/// The `accounts` table: which user holds which e-mail address and username, without regard to case.
///
/// A row begins as a reservation and becomes firm once the user's entity has registered; no row, no account. A
/// reservation whose owner died on the way may be taken over after a minute, once its entity has been voided.
@NullMarked
package social.nova.persistence.account;

import org.jspecify.annotations.NullMarked;
