package social.nova.http.routing;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Headers;
import social.nova.protocols.common.ErrorCode;

/// The body of one request, read at most once, and disposed of in any case.
///
/// A refusal goes out at once, but its connection is closed only when the client has sent the rest, or enough of it:
/// who is in the middle of sending reads the answer first. Nothing is asked of a client that waits for `100 Continue`.
final class RequestBody {
    // What Akka puts in the place of a missing type: this very object; one that was sent is only equal to it.
    private static final ContentType WHERE_NONE_WAS_GIVEN =
            akka.http.scaladsl.model.ContentTypes.application$divoctet$minusstream();

    private final HttpRequest request;
    private final Materializer materializer;
    private final Duration within;
    private BodySink.@Nullable Arrival arrival;

    /// @param within how long a client may take to send it
    RequestBody(HttpRequest request, Duration within, Materializer materializer) {
        this.request = request;
        this.within = within;
        this.materializer = materializer;
    }

    /// All of it, which is to be JSON.
    ///
    /// Fails with [ErrorCode#UNSUPPORTED_MEDIA_TYPE] where the headers name anything but plain JSON in UTF-8, and
    /// else as [BodySink.Arrival#bytes] does.
    ///
    /// @param limit in bytes
    CompletionStage<ByteString> json(int limit) {
        var entity = request.entity();
        // What is empty has no type to be wrong; it is no JSON either, which its reader says.
        if (!entity.isKnownEmpty() && (!isJson(entity.getContentType()) || isEncoded())) {
            return CompletableFuture.failedStage(ErrorCode.UNSUPPORTED_MEDIA_TYPE.failure());
        }
        if (entity.getContentLengthOption().orElse(0) > limit) {
            return CompletableFuture.failedStage(ErrorCode.PAYLOAD_TOO_LARGE.failure());
        }
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedStage(strict.getData());
        }
        return take(limit).bytes();
    }

    /// The answer as it may go out with regard to what of the body has not come yet.
    CompletionStage<HttpResponse> settle(HttpResponse answer) {
        if (request.entity().isStrict() || (arrival == null && waitsForContinue())) {
            return CompletableFuture.completedStage(answer);
        }
        var end = (arrival == null ? take(0) : arrival).end();
        if (end.isDone()) {
            return CompletableFuture.completedStage(answer);
        }
        return answer.status().isSuccess()
                ? end.thenApply(_ -> answer)
                : CompletableFuture.completedStage(endingWith(end, answer));
    }

    private BodySink.Arrival take(int limit) {
        arrival = request.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .runWith(Sink.fromGraph(new BodySink(limit, within)), materializer);
        return arrival;
    }

    // All its bytes go out now; but Akka closes the connection behind it, and that is to wait.
    private static HttpResponse endingWith(CompletionStage<Void> end, HttpResponse answer) {
        if (!(answer.entity() instanceof HttpEntity.Strict strict)
                || strict.getData().isEmpty()) {
            return answer;
        }
        var bytes = Source.single(strict.getData())
                .concat(Source.completionStage(end.thenApply(_ -> ByteString.emptyByteString())));
        return answer.withEntity(
                HttpEntities.create(strict.getContentType(), strict.getData().size(), bytes));
    }

    private boolean isJson(ContentType type) {
        if (isMissing(type)) {
            return !Headers.has(request, "Content-Type"); // among the headers only if it makes no sense
        }
        return type.mediaType().mainType().equals("application")
                && type.mediaType().subType().equals("json")
                && type.getCharsetOption()
                        .map(charset -> charset.value().equalsIgnoreCase("UTF-8"))
                        .orElse(true);
    }

    @SuppressWarnings("ReferenceEquality") // see above
    private static boolean isMissing(ContentType type) {
        return type == WHERE_NONE_WAS_GIVEN || type.equals(ContentTypes.NO_CONTENT_TYPE);
    }

    private boolean isEncoded() {
        return Headers.list(request, "Content-Encoding").anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
    }

    private boolean waitsForContinue() {
        return Headers.has(request, "Expect");
    }
}
