package social.nova.http.routing;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;

/// How far one connection is with its requests, for the [HeadDeadline] on its bytes, which cannot see them. Used by the
/// connection's stream only.
final class Heads {
    private long arrived;
    private long answered;

    HttpRequest arrived(HttpRequest request) {
        arrived++;
        return request;
    }

    /// What follows a change of protocols is no head, ever.
    HttpResponse answered(HttpResponse answer) {
        if (!answer.status().equals(StatusCodes.SWITCHING_PROTOCOLS)) {
            answered++;
        }
        return answer;
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
