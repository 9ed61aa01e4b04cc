package social.nova.http.routing;

/// Fails a connection's stream so that Akka resets it instead of waiting for a client that neither sends nor reads.
final class SlowHead extends RuntimeException {

    SlowHead() {
        super("A request's head did not arrive in time", null, false, false);
    }
}
