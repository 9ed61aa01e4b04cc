package social.nova.http.account;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import social.nova.http.routing.Answer;

/// What somebody gets who has proved to be a user.
public sealed interface Entry {
    HttpResponse answer();

    /// A session.
    record Open(TokenPair tokens) implements Entry {
        @Override
        public HttpResponse answer() {
            return Answer.ok(tokens);
        }
    }

    /// A session once they have shown a code, too.
    ///
    /// @param expiresIn in seconds
    record Challenged(String sessionId, String message, long expiresIn) implements Entry {
        @Override
        public HttpResponse answer() {
            return Answer.json(StatusCodes.ACCEPTED, this);
        }

        @Override
        public String toString() {
            return "Challenged[***]";
        }
    }
}
