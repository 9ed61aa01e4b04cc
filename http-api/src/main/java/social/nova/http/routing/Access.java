package social.nova.http.routing;

/// Who may call an endpoint, as far as that shows without looking at anything but the token.
public enum Access {
    /// Everybody; a token is not looked at.
    ANYONE,

    /// Who shows a valid access token, as `Authorization: Bearer …`.
    USER,

    /// The same at the handshake of a socket, where browsers cannot set that header: the token may also come as
    /// the `token` query parameter or as the subprotocol after `nova.bearer`.
    SOCKET
}
