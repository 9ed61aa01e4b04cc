package social.nova.http.realtime;

/// One open WebSocket as the rest of the system knows it: takes encoded frames, can be full, can be closed.
///
/// Every method may be called from any thread and none blocks. Frames of one thread leave in the order in which that
/// thread sent them.
///
/// Frames wait in a queue bounded in bytes and in number. Two marks are on it:
///
///     empty ───────────── half ───────────── full
///           hasRoom()      │   !hasRoom()     │ the frame that does not fit closes the socket
///                          ◀─ onRoom() when it drains below
///
/// A producer that can wait (a backlog, a room's hub) stops at `!hasRoom()` and goes on at [SocketListener#onRoom]; one
/// that cannot just sends, and a client that does not keep up is closed with 1013 and resumes by asking again.
public interface Socket {

    /// Queues the frame. False when the socket no longer takes any: it is closed, or this frame filled it and thereby
    /// closed it. True is no promise that the client will see the frame.
    boolean send(Frame frame);

    /// Whether the queue is at most half full. False once closed.
    boolean hasRoom();

    /// Says that one text given to [SocketListener#onText] is dealt with, so that another may be read. Calls beyond the
    /// number of texts given are ignored.
    void handled();

    /// Pings the client; [SocketListener#onReached] tells of the answer. Until then further probes add nothing.
    void probe();

    /// Ends the socket: what was queued before goes out first if the client takes it in time, then a close frame. The
    /// first call decides; later ones, and calls on a closed socket, do nothing.
    ///
    /// @param code one that [may travel][CloseCode#mayTravel]
    /// @param reason shown to the client; cut to the 123 bytes a close frame has for it
    void close(CloseCode code, String reason);
}
