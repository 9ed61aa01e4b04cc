package social.nova.http.realtime;

/// Fails a socket's stream so that Akka resets the connection instead of waiting for a client that does not read.
final class ConnectionAborted extends RuntimeException {

    ConnectionAborted(String reason) {
        super(reason, null, false, false);
    }
}
