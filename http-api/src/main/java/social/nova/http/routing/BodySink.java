package social.nova.http.routing;

import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import social.nova.http.common.BadRequest;
import social.nova.protocols.common.ErrorCode;

/// Takes the body of one request: gathers it up to a limit, and what comes beyond that, or too late, it lets go.
///
/// It goes on taking after the limit, for a while and up to a bound: a server that stops reading and closes makes the
/// client's kernel drop the answer that says why.
final class BodySink extends AbstractGraphStageWithMaterializedValue<SinkShape<ByteString>, BodySink.Arrival> {
    private static final long MAX_LET_GO = 16 * 1024 * 1024;
    private static final Duration LETTING_GO = Duration.ofSeconds(5);

    private final SinkShape<ByteString> shape = SinkShape.of(Inlet.create("Body.in"));
    private final int limit;
    private final Duration within;

    /// What there is to know of a body.
    ///
    /// @param bytes all of it; fails with [ErrorCode#PAYLOAD_TOO_LARGE], [ErrorCode#REQUEST_TIMEOUT] or as a
    /// [BadRequest]
    /// @param end completes when nothing more is taken; never fails
    record Arrival(CompletableFuture<ByteString> bytes, CompletableFuture<Void> end) {}

    private enum Timer {
        LATE,
        LET_GO
    }

    /// @param within from now to the last byte
    BodySink(int limit, Duration within) {
        this.limit = limit;
        this.within = within;
    }

    @Override
    public SinkShape<ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Arrival> createLogicAndMaterializedValuePair(Attributes inheritedAttributes) {
        var arrival = new Arrival(new CompletableFuture<>(), new CompletableFuture<>());
        return Pair.create(new Logic(arrival), arrival);
    }

    private final class Logic extends TimerGraphStageLogic {
        private final Arrival arrival;
        private final ByteStringBuilder gathered = new ByteStringBuilder();
        private long letGo;

        Logic(Arrival arrival) {
            super(shape);
            this.arrival = arrival;
            setHandler(shape.in(), new AbstractInHandler() {
                @Override
                public void onPush() {
                    take(grab(shape.in()));
                }

                @Override
                public void onUpstreamFinish() {
                    arrival.bytes().complete(gathered.result());
                    completeStage();
                }

                // Akka's words name its settings.
                @Override
                public void onUpstreamFailure(Throwable failure) {
                    arrival.bytes()
                            .completeExceptionally(
                                    new BadRequest("The body is not what the headers say, or not all of it"));
                    completeStage();
                }
            });
        }

        @Override
        public void preStart() {
            scheduleOnce(Timer.LATE, within);
            pull(shape.in());
        }

        @Override
        public void onTimer(Object timer) {
            switch ((Timer) timer) {
                case LATE -> refuse(ErrorCode.REQUEST_TIMEOUT);
                case LET_GO -> completeStage();
            }
        }

        @Override
        public void postStop() {
            arrival.bytes().completeExceptionally(new BadRequest("The connection was closed"));
            arrival.end().complete(null);
        }

        private void take(ByteString piece) {
            if (arrival.bytes().isDone()) {
                letGo += piece.size();
            } else if (gathered.length() + piece.size() > limit) {
                refuse(ErrorCode.PAYLOAD_TOO_LARGE);
            } else {
                gathered.append(piece);
            }
            if (letGo <= MAX_LET_GO) {
                pull(shape.in());
            } else {
                completeStage();
            }
        }

        private void refuse(ErrorCode code) {
            gathered.clear();
            arrival.bytes().completeExceptionally(code.failure());
            cancelTimer(Timer.LATE);
            scheduleOnce(Timer.LET_GO, LETTING_GO);
        }
    }
}
