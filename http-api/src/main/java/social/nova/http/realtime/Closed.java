package social.nova.http.realtime;

/// How a socket ended: by whom, with which code.
///
/// @param by whose decision it was
/// @param code the code of the close frame that decided; [CloseCode#ABNORMAL] when there was none
/// @param reason for people; may be empty
public record Closed(By by, CloseCode code, String reason) {

    public enum By {
        /// The client sent a close frame.
        CLIENT,
        /// The server did: a call of [Socket#close], a broken rule, a full queue, a timeout.
        SERVER,
        /// Nobody: the connection broke, or the server's stream was stopped.
        NOBODY
    }
}
