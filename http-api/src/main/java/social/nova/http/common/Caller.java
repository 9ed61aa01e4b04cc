package social.nova.http.common;

import java.time.Instant;
import social.nova.protocols.common.UserId;

/// Who sent a request, as their access token proves.
///
/// @param session the login session the token belongs to
/// @param expiresAt when the token ends; a socket ends with it
/// @param key the id of the key that signed the token; once it is refused, so is the caller
public record Caller(UserId user, String session, Instant expiresAt, String key) {}
