package social.nova.http.realtime;

/// What the client's bytes mean, as [FrameParser] tells it.
sealed interface ClientFrame {

    /// A whole text message.
    record Text(String text) implements ClientFrame {}

    // Handed on once and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Ping(byte[] payload) implements ClientFrame {}

    record Pong() implements ClientFrame {}

    /// The client closes; [CloseCode#NO_STATUS] when it gave no code.
    record Close(CloseCode code, String reason) implements ClientFrame {}

    /// The client broke a rule; what follows on the wire has no meaning.
    record Violation(CloseCode code, String reason) implements ClientFrame {}
}
