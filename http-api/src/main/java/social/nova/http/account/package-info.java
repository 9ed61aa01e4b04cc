/// Accounts: registration, login and the tokens that prove it.
///
/// An access token is a signed JWT that every node can check by itself; a refresh token is opaque and known to the
/// user's entity by its hash alone. Both belong to a session, one per login.
@NullMarked
package social.nova.http.account;

import org.jspecify.annotations.NullMarked;
