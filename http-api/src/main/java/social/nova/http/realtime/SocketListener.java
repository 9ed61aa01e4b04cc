package social.nova.http.realtime;

/// What a socket is for: told of what comes in, of room and of the end.
///
/// The methods run on the socket's own stage, one at a time, and must not block. One that throws is a defect: it is
/// logged and the socket closed with 1011.
public interface SocketListener {

    /// A complete text message, at most [SocketSettings#maxMessageBytes] of valid UTF-8. Each is to be answered by one
    /// [Socket#handled], now or later; with [SocketSettings#window] of them open, the client is read no
    /// further.
    void onText(String text);

    /// The queue, which had [no room][Socket#hasRoom], has room again.
    default void onRoom() {}

    /// The client has answered a [probe][Socket#probe]: what it said before that was given to [#onText].
    void onReached();

    /// The socket carries no more messages, in either direction. Called exactly once, last of all, however the socket
    /// ended; the wire itself may take up to [SocketSettings#closeTimeout] longer.
    void onClosed(Closed closed);
}
