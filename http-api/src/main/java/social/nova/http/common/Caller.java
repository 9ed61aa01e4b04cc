package social.nova.http.common;

import social.nova.protocols.common.UserId;

/// Who sent a request, as their access token proves.
///
/// @param session the login session the token belongs to
public record Caller(UserId user, String session) {}
