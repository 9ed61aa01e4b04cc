package social.nova.http.routing;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.stream.Attributes;

/// How far one connection is with its requests: counted by [HeadCount], for the [HeadDeadline] on its bytes, which
/// cannot see them. Comes to both as an attribute of the connection's stream, which alone uses it.
final class Heads implements Attributes.Attribute {
    private long arrived;
    private long answered;

    void arrived() {
        arrived++;
    }

    /// What follows a change of protocols is no head, ever.
    void answered(HttpResponse answer) {
        if (!answer.status().equals(StatusCodes.SWITCHING_PROTOCOLS)) {
            answered++;
        }
    }

    /// Those of the connection that a stage is materialised for.
    static Heads of(Attributes attributes) {
        return attributes
                .getAttribute(Heads.class)
                .orElseThrow(() -> new IllegalStateException("A connection without its count of heads"));
    }

    /// The heads that have arrived so far.
    long count() {
        return arrived;
    }

    /// Whether a request is waiting for its answer: bytes that come now are of its body.
    boolean isOneOpen() {
        return arrived > answered;
    }
}
