package social.nova.http.routing;

/// Who may call an endpoint, as far as that shows without looking at anything but the token.
public enum Access {
    /// Everybody; a token is not looked at.
    ANYONE,

    /// Everybody; who shows a valid access token is known by it, and a bad one is refused. For what is public, but not
    /// the same for all who look at it.
    VIEWER,

    /// Who shows a valid access token, as `Authorization: Bearer …`.
    USER,

    /// The same at the handshake of a socket, where browsers cannot set that header: the token may also come as
    /// the `token` query parameter or as the subprotocol after `nova.bearer`.
    SOCKET
}
