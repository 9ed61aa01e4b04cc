package social.nova.http.realtime;

import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.InHandler;
import akka.stream.stage.OutHandler;
import akka.stream.stage.TimerGraphStageLogicWithLogging;
import akka.util.ByteString;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One running [SocketStage].
///
/// Whatever happens (bytes, demand, a wake, a timer) is noted, and then [#work] does all that can be done: begin a
/// close that was asked for, write, read. There is no other order of steps to think of.
final class SocketLogic extends TimerGraphStageLogicWithLogging implements InHandler, OutHandler {

    private enum Timer {
        KEEP_ALIVE,
        STALL,
        MESSAGE,
        CLOSE
    }

    private final Inlet<ByteString> in;
    private final Outlet<ByteString> out;
    private final SocketSettings settings;
    private final Function<Socket, SocketListener> listeners;
    private final StreamSocket socket;
    private final FrameParser parser;
    private final Outgoing outgoing;
    private final Heartbeat heartbeat;
    private final GuardedListener listener;

    private boolean windowClosed;
    private boolean wireEnded;
    private long pushedAt;
    private boolean closing;
    private boolean clientClosed;

    SocketLogic(
            FlowShape<ByteString, ByteString> shape,
            SocketSettings settings,
            Function<Socket, SocketListener> listeners) {
        super(shape);
        this.in = shape.in();
        this.out = shape.out();
        this.settings = settings;
        this.listeners = listeners;
        this.parser = new FrameParser(settings.maxMessageBytes());
        var wake = this.<Boolean>createAsyncCallback(_ -> onWake());
        this.socket = new StreamSocket(settings, () -> wake.invoke(true));
        this.outgoing = new Outgoing(socket);
        this.heartbeat = new Heartbeat(settings, System.nanoTime());
        this.listener = new GuardedListener(this::onDefect);
        setHandlers(in, out, this);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void preStart() {
        socket.woken(); // if it was used before, all of that is seen to here
        listener.open(listeners.apply(socket));
        scheduleOnce(Timer.KEEP_ALIVE, settings.pingInterval());
        work();
    }

    @Override
    public void postStop() {
        socket.shut();
        listener.onClosed(new Closed(Closed.By.NOBODY, CloseCode.ABNORMAL, "connection lost"));
    }

    @Override
    public void onPush() {
        heartbeat.heard(System.nanoTime());
        parser.feed(grab(in));
        work();
    }

    @Override
    public void onUpstreamFinish() {
        wireEnded = true;
        work();
    }

    @Override
    public void onPull() {
        work();
    }

    private void onWake() {
        socket.woken();
        work();
    }

    private void work() {
        do {
            socket.run();
            closeIfAsked();
            write();
            read();
        } while (!rest());
        completeIfClosed();
    }

    /// False when there is more to do at once.
    private boolean rest() {
        boolean canWrite = isAvailable(out);
        boolean isAsked = !closing && socket.isClosed();
        return socket.rest(canWrite, windowClosed && !closing) && !(canWrite && outgoing.isControlDue()) && !isAsked;
    }

    private void read() {
        while (!closing && mayRead()) {
            var frame = parser.next();
            if (frame == null) {
                readOn();
                return;
            }
            on(frame);
        }
        if (closing) {
            skipToClose();
        }
    }

    /// Not while the window is full, nor while the client does not read what it asked for.
    private boolean mayRead() {
        windowClosed = windowClosed ? !socket.isWindowOpenAgain() : socket.isWindowFull();
        return !windowClosed && socket.hasRoom();
    }

    private void readOn() {
        if (wireEnded) {
            clientClosed = true;
            beginClose(new Closed(Closed.By.NOBODY, CloseCode.ABNORMAL, "connection ended"), null, true);
            return;
        }
        if (parser.isMidMessage() && !isTimerActive(Timer.MESSAGE)) {
            scheduleOnce(Timer.MESSAGE, settings.messageTimeout());
        } else if (!parser.isMidMessage()) {
            cancelTimer(Timer.MESSAGE);
        }
        pullMore();
    }

    private void pullMore() {
        if (!isClosed(in) && !hasBeenPulled(in)) {
            pull(in);
        }
    }

    private void on(ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Text(var text) -> {
                cancelTimer(Timer.MESSAGE);
                socket.given();
                listener.onText(text);
            }
            case ClientFrame.Ping(var payload) -> outgoing.pong(payload);
            case ClientFrame.Pong() -> socket.answered(listener::onReached);
            case ClientFrame.Close(var code, var reason) -> {
                clientClosed = true;
                beginClose(new Closed(Closed.By.CLIENT, code, reason), Frame.close(code, ""), true);
            }
            case ClientFrame.Violation(var code, var reason) -> closeByServer(code, reason);
        }
    }

    /// After our close only the client's is of interest; reading on also keeps TCP from answering with a reset, which
    /// could overtake the close frame.
    private void skipToClose() {
        clientClosed |= wireEnded;
        for (var frame = parser.next(); frame != null; frame = parser.next()) {
            clientClosed |= frame instanceof ClientFrame.Close;
        }
        pullMore();
    }

    private void write() {
        if (!isAvailable(out)) {
            return;
        }
        var bytes = outgoing.take();
        if (bytes.isEmpty()) {
            return;
        }
        push(out, bytes);
        pushedAt = System.nanoTime();
        if (!closing && !isTimerActive(Timer.STALL)) {
            scheduleOnce(Timer.STALL, settings.stallTimeout());
        }
        if (outgoing.roomCameBack()) {
            listener.onRoom();
        }
    }

    private void closeIfAsked() {
        var request = socket.closeRequest();
        if (!closing && request != null) {
            var closed = new Closed(Closed.By.SERVER, request.code(), request.reason());
            beginClose(closed, Frame.close(request.code(), request.reason()), request.dropQueue());
        }
    }

    private void closeByServer(CloseCode code, String reason) {
        beginClose(new Closed(Closed.By.SERVER, code, reason), Frame.close(code, reason), true);
    }

    private void beginClose(Closed closed, @Nullable Frame frame, boolean dropQueue) {
        closing = true;
        outgoing.close(frame, dropQueue);
        cancelTimer(Timer.KEEP_ALIVE);
        cancelTimer(Timer.STALL);
        cancelTimer(Timer.MESSAGE);
        scheduleOnce(Timer.CLOSE, settings.closeTimeout());
        socket.shut();
        listener.onClosed(closed);
    }

    private void onDefect(RuntimeException defect) {
        log().error(defect, "Socket listener failed");
        socket.close(CloseCode.INTERNAL_ERROR, "internal error");
    }

    /// Everything was said by both sides and taken by the wire.
    private void completeIfClosed() {
        if (closing && clientClosed && isAllTaken()) {
            completeStage();
        }
    }

    private boolean isAllTaken() {
        return outgoing.isAtEnd() && isAvailable(out);
    }

    @Override
    public void onTimer(Object timer) {
        switch ((Timer) timer) {
            case KEEP_ALIVE -> keepAlive(System.nanoTime());
            case STALL -> checkStall(System.nanoTime());
            case MESSAGE -> checkMessage();
            case CLOSE -> cut();
        }
    }

    private void keepAlive(long now) {
        if (!wireEnded && !hasBeenPulled(in)) {
            heartbeat.heard(now); // it is the server that does not listen
        }
        if (heartbeat.isIdle(now)) {
            clientClosed = true; // nobody is there to answer
            closeByServer(CloseCode.GOING_AWAY, "idle");
        } else {
            if (heartbeat.isPingDue(now)) {
                outgoing.ping();
            }
            scheduleOnce(Timer.KEEP_ALIVE, heartbeat.untilNext(now));
        }
        work();
    }

    private void checkStall(long now) {
        if (isAvailable(out)) {
            return; // the next push starts the clock again
        }
        long left = settings.stallTimeout().toNanos() - (now - pushedAt);
        if (left > 0 || socket.isEmpty()) {
            scheduleOnce(Timer.STALL, left > 0 ? Duration.ofNanos(left) : settings.stallTimeout());
        } else {
            closeByServer(CloseCode.TRY_AGAIN_LATER, "does not read");
            work();
        }
    }

    private void checkMessage() {
        if (!hasBeenPulled(in)) {
            scheduleOnce(Timer.MESSAGE, settings.messageTimeout()); // the rest may be here, unread by choice
        } else {
            closeByServer(CloseCode.POLICY_VIOLATION, "message without end");
            work();
        }
    }

    private void cut() {
        if (isAllTaken()) {
            completeStage();
        } else {
            failStage(new ConnectionAborted("client does not read"));
        }
    }
}
