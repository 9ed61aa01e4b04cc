package social.nova.http.realtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The part of a [SocketStage] that other threads touch: the queue of frames, its measure, and what wakes the stage.
///
/// Waking a stage is an actor message and costs more than the frame. So a frame wakes it only when the stage has said
/// that it [rests][#rest] for want of frames while the wire would take some, and then once, however many follow before
/// it runs. A stage that waits for the wire is not woken at all: the wire's demand will run it.
final class StreamSocket implements Socket {

    private enum Probe {
        NONE,
        DUE,
        SENT
    }

    /// Asks the stage to end.
    record CloseRequest(CloseCode code, String reason, boolean dropQueue) {}

    private static final CloseRequest ENDED_BY_STAGE = new CloseRequest(CloseCode.NO_STATUS, "", true);

    /// The load is one number, so that both its parts change at once: frames above, bytes below.
    private static final int FRAME_SHIFT = 40;

    private static final long ONE_FRAME = 1L << FRAME_SHIFT;
    private static final long BYTES_MASK = ONE_FRAME - 1;

    private final SocketSettings settings;
    private final Runnable waker;

    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong load = new AtomicLong();
    private final AtomicInteger unhandled = new AtomicInteger();
    private final AtomicReference<@Nullable CloseRequest> closeRequest = new AtomicReference<>();

    private final AtomicReference<Probe> probe = new AtomicReference<>(Probe.NONE);
    private final AtomicBoolean wakeScheduled = new AtomicBoolean();
    private volatile boolean wantsFrames;
    private volatile boolean wantsWindow;

    /// @param waker makes the stage call [#woken] and run, soon and on its own thread
    StreamSocket(SocketSettings settings, Runnable waker) {
        this.settings = settings;
        this.waker = waker;
    }

    @Override
    public boolean send(Frame frame) {
        if (isClosed()) {
            return false;
        }
        // Counted before it is queued: the stage can then never take more than was counted.
        if (overflows(load.addAndGet(ONE_FRAME + frame.size()))) {
            request(new CloseRequest(CloseCode.TRY_AGAIN_LATER, "reads too slowly", true));
            return false;
        }
        frames.offer(frame);
        if (wantsFrames) {
            wake();
        }
        return true;
    }

    @Override
    public boolean hasRoom() {
        return !isClosed() && isRoom(load.get());
    }

    @Override
    public void handled() {
        int before = unhandled.getAndUpdate(count -> Math.max(0, count - 1));
        if (wantsWindow && reopens(before - 1)) {
            wake();
        }
    }

    @Override
    public void probe() {
        if (probe.compareAndSet(Probe.NONE, Probe.DUE)) {
            wake();
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!code.mayTravel()) {
            throw new IllegalArgumentException("A close frame must not carry " + code.value());
        }
        request(new CloseRequest(code, reason, false));
    }

    private void request(CloseRequest request) {
        if (closeRequest.compareAndSet(null, request)) {
            wake();
        }
    }

    private void wake() {
        if (wakeScheduled.compareAndSet(false, true)) {
            waker.run();
        }
    }

    // From here on: for the stage's thread.

    boolean isClosed() {
        return closeRequest.get() != null;
    }

    @Nullable
    CloseRequest closeRequest() {
        return closeRequest.get();
    }

    boolean isProbeDue() {
        return probe.get() == Probe.DUE;
    }

    /// Whether a ping is to be sent now because of a probe.
    boolean takeProbe() {
        return probe.compareAndSet(Probe.DUE, Probe.SENT);
    }

    /// A ping was answered. Without a probe that says no more than that somebody is there.
    void answered(Runnable probed) {
        if (probe.compareAndSet(Probe.SENT, Probe.NONE)) {
            probed.run();
        }
    }

    /// The stage ended by itself: takes no more frames.
    void shut() {
        closeRequest.compareAndSet(null, ENDED_BY_STAGE);
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear() {
        frames.clear();
    }

    @Nullable
    Frame peek() {
        return frames.peek();
    }

    /// Takes away the frame that was [peeked at][#peek]. True when this made room where there was none.
    boolean remove(Frame peeked) {
        frames.poll();
        long removed = ONE_FRAME + peeked.size();
        long before = load.getAndAdd(-removed);
        return !isRoom(before) && isRoom(before - removed);
    }

    void given() {
        unhandled.incrementAndGet();
    }

    boolean isWindowFull() {
        return unhandled.get() >= settings.window();
    }

    /// A full window opens again at half, so that a busy client does not cost a wake for each text.
    boolean isWindowOpenAgain() {
        return reopens(unhandled.get());
    }

    private boolean reopens(int count) {
        return count <= settings.window() / 2;
    }

    /// A scheduled wake has come: a new one may be scheduled from here on.
    void woken() {
        wakeScheduled.set(false);
    }

    /// While the stage runs nobody needs to wake it.
    void run() {
        wantsFrames = false;
        wantsWindow = false;
    }

    /// Says what the stage waits for. False when that has come in the meantime, so that it must run again.
    boolean rest(boolean forFrames, boolean forWindow) {
        wantsFrames = forFrames;
        wantsWindow = forWindow;
        return !(forFrames && !frames.isEmpty()) && !(forWindow && isWindowOpenAgain());
    }

    private boolean overflows(long load) {
        return (load & BYTES_MASK) > settings.maxQueuedBytes() || load >>> FRAME_SHIFT > settings.maxQueuedFrames();
    }

    private boolean isRoom(long load) {
        return (load & BYTES_MASK) <= settings.maxQueuedBytes() / 2
                && load >>> FRAME_SHIFT <= settings.maxQueuedFrames() / 2;
    }
}
