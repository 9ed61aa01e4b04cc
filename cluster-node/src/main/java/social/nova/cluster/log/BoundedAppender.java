package social.nova.cluster.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/// Writes lines on a thread of its own, so that a sink that takes nothing (a full pipe, a full disk) stops nobody who
/// logs.
///
/// At most [#setQueueSize] lines wait. Of its last fifth only warnings and errors get a place; what gets none is
/// dropped and counted, and a line says how many were, once the sink takes lines again. When the process ends, what
/// waits is written for up to a second.
public final class BoundedAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {
    private static final Duration LAST_LINES = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(20);

    private final AppenderAttachableImpl<ILoggingEvent> sinks = new AppenderAttachableImpl<>();
    private final LongAdder dropped = new LongAdder();
    private final Thread atExit = new Thread(this::flush, "log-at-exit");
    private int queueSize = 8_192;
    private BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(queueSize);
    private Thread writer = new Thread(() -> {});
    private final LongAdder accepted = new LongAdder();
    private final LongAdder written = new LongAdder();

    /// The one that everything on this JVM is logged through, if logging is set up so.
    public static Optional<BoundedAppender> ofThisProcess() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                        && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("bounded")
                                instanceof BoundedAppender appender
                ? Optional.of(appender)
                : Optional.empty();
    }

    /// Lines that nobody will read.
    public long dropped() {
        return dropped.sum();
    }

    /// Lines that may wait for the sink.
    public void setQueueSize(int queueSize) {
        this.queueSize = queueSize;
    }

    @Override
    public void start() {
        queue = new ArrayBlockingQueue<>(queueSize);
        writer = Thread.ofPlatform().daemon().name("log-writer").unstarted(this::write);
        super.start();
        writer.start();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        flush();
        super.stop();
        writer.interrupt();
        sinks.detachAndStopAllAppenders();
    }

    @Override
    protected void append(ILoggingEvent event) {
        var room = queue.remainingCapacity();
        if (room <= queueSize / 5 && event.getLevel().toInt() < Level.WARN_INT) {
            dropped.increment();
            return;
        }
        // Message, thread and context as they are now, on the thread that logs.
        event.prepareForDeferredProcessing();
        if (queue.offer(event)) {
            accepted.increment();
        } else {
            dropped.increment();
        }
    }

    private void write() {
        var reported = 0L;
        try {
            while (isStarted()) {
                sinks.appendLoopOnAppenders(queue.take());
                var lost = dropped.sum();
                if (lost != reported && queue.remainingCapacity() > queueSize / 2) {
                    sinks.appendLoopOnAppenders(droppedLines(lost - reported));
                    reported = lost;
                }
                written.increment();
            }
        } catch (InterruptedException _) {
            // told to stop
        }
    }

    private ILoggingEvent droppedLines(long lines) {
        var logger = (Logger) LoggerFactory.getLogger(BoundedAppender.class);
        return new LoggingEvent(
                BoundedAppender.class.getName(),
                logger,
                Level.WARN,
                "The log's sink was too slow: {} lines were dropped",
                null,
                new Object[] {lines});
    }

    private void flush() {
        var deadline = System.nanoTime() + LAST_LINES.toNanos();
        while (written.sum() < accepted.sum() && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> sink) {
        sinks.addAppender(sink);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return sinks.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String name) {
        return sinks.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return sinks.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        sinks.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return sinks.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return sinks.detachAppender(name);
    }
}
