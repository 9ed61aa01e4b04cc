package social.nova.http.routing;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;
import social.nova.protocols.common.ErrorCode;

/// Between a connection's bytes and HTTP: a request's head that began must be there in time, however steadily it drips.
/// Else the client is told so, 408 in the error form, and the connection ends.
///
/// A head begins with the first byte that comes while no request is open. A connection on which nothing begins is the
/// idle timeout's business, and a body that of [BodySink].
final class HeadDeadline extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    /// How long the client may take to read the answer. Until then what it sends is taken: bytes that are unread when a
    /// connection is closed make the kernel drop what was sent.
    private static final Duration READ_WITHIN = Duration.ofSeconds(1);

    private static final long NONE = -1;

    private final Inlet<ByteString> fromHttp = Inlet.create("HeadDeadline.fromHttp");
    private final Outlet<ByteString> toClient = Outlet.create("HeadDeadline.toClient");
    private final Inlet<ByteString> fromClient = Inlet.create("HeadDeadline.fromClient");
    private final Outlet<ByteString> toHttp = Outlet.create("HeadDeadline.toHttp");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            BidiShape.of(fromHttp, toClient, fromClient, toHttp);
    private final Duration within;

    private enum Timer {
        HEAD,
        END
    }

    /// @param within from the first to the last byte of a head
    HeadDeadline(Duration within) {
        this.within = within;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic(Heads.of(inheritedAttributes));
    }

    private final class Logic extends TimerGraphStageLogic {
        private final Heads heads;
        private long beginning = NONE;
        private long begunAt;
        private boolean refused;

        Logic(Heads heads) {
            super(shape);
            this.heads = heads;
            handleClient();
            handleHttp();
        }

        private void handleClient() {
            setHandler(fromClient, new AbstractInHandler() {
                @Override
                public void onPush() {
                    takeFromClient(grab(fromClient));
                }

                @Override
                public void onUpstreamFinish() {
                    if (refused) {
                        completeStage();
                    } else {
                        complete(toHttp);
                    }
                }
            });
            setHandler(toHttp, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromClient);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromClient, cause);
                }
            });
        }

        private void handleHttp() {
            setHandler(fromHttp, new AbstractInHandler() {
                @Override
                public void onPush() {
                    begunAt = System.nanoTime(); // an answer is still on its way: the next head waits behind it
                    push(toClient, grab(fromHttp));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toClient);
                }
            });
            setHandler(toClient, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromHttp);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromHttp, cause);
                }
            });
        }

        private void takeFromClient(ByteString bytes) {
            if (refused) {
                pull(fromClient);
                return;
            }
            if (!heads.isOneOpen() && beginning != heads.count()) {
                beginning = heads.count();
                begunAt = System.nanoTime();
                if (!isTimerActive(Timer.HEAD)) {
                    scheduleOnce(Timer.HEAD, within);
                }
            }
            push(toHttp, bytes);
        }

        @Override
        public void onTimer(Object timer) {
            switch ((Timer) timer) {
                case HEAD -> check();
                case END -> completeStage();
            }
        }

        // One timer serves many requests: it looks at the newest head when its time is over.
        private void check() {
            if (beginning != heads.count() || refused) {
                return;
            }
            var left = within.toNanos() - (System.nanoTime() - begunAt);
            if (left > 0) {
                scheduleOnce(Timer.HEAD, Duration.ofNanos(left));
            } else {
                refuse();
            }
        }

        private void refuse() {
            refused = true;
            if (!isAvailable(toClient) || isClosed(fromClient)) {
                failStage(new SlowHead());
                return;
            }
            push(toClient, ParsingErrors.rendered(ErrorCode.REQUEST_TIMEOUT));
            endHttp();
            if (!hasBeenPulled(fromClient)) {
                pull(fromClient);
            }
            scheduleOnce(Timer.END, READ_WITHIN);
        }

        // Nobody asks it any more, and whatever it still says of half a request is not for the client.
        private void endHttp() {
            setHandler(toClient, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    // All was said.
                }
            });
            setHandler(fromHttp, new AbstractInHandler() {
                @Override
                public void onPush() {
                    grab(fromHttp);
                }

                @Override
                public void onUpstreamFinish() {
                    // As it should.
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    // Likewise.
                }
            });
            complete(toHttp);
        }
    }
}
