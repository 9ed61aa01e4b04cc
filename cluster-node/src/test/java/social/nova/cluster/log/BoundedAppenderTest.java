package social.nova.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedAppenderTest {
    private static final int QUEUE = 100;

    private final LoggerContext context = new LoggerContext();
    private final Sink sink = new Sink();
    private final BoundedAppender appender = started();
    private final Logger log = context.getLogger("test");

    /// A pipe that nobody reads, until it is opened.
    private static final class Sink extends AppenderBase<ILoggingEvent> {
        private final CountDownLatch open = new CountDownLatch(1);
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            try {
                open.await();
            } catch (InterruptedException e) {
                return;
            }
            lines.add(event.getFormattedMessage());
        }
    }

    private BoundedAppender started() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        sink.setContext(context);
        sink.start();
        var appender = new BoundedAppender();
        appender.setContext(context);
        appender.setQueueSize(QUEUE);
        appender.addAppender(sink);
        appender.start();
        context.getLogger("test").addAppender(appender);
        return appender;
    }

    @AfterEach
    void stop() {
        sink.open.countDown();
        context.stop();
    }

    @Test
    void doesNotHoldUpWhoeverLogsIntoASinkThatTakesNothing() {
        var start = System.nanoTime();
        for (var line = 0; line < 100_000; line++) {
            log.info("line {}", line);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(appender.dropped()).isBetween(100_000L - QUEUE, 100_000L);
    }

    @Test
    void keepsPlacesForWarnings() {
        for (var line = 0; line < 1_000; line++) {
            log.info("line {}", line);
        }

        log.warn("important");
        sink.open.countDown();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sink.lines).contains("important"));
    }

    @Test
    void saysHowManyLinesAreMissingOnceTheSinkTakesLinesAgain() {
        for (var line = 0; line < 1_000; line++) {
            log.info("line {}", line);
        }
        var dropped = appender.dropped();
        sink.open.countDown();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sink.lines)
                        .contains("The log's sink was too slow: " + dropped + " lines were dropped"));
        assertThat(sink.lines).hasSize(1_000 - (int) dropped + 1);
    }

    @Test
    void writesEverythingInOrderWhenTheSinkKeepsUp() {
        sink.open.countDown();

        for (var line = 0; line < 1_000; line++) {
            log.warn("line {}", line);
            var written = Math.max(0, line - QUEUE / 2);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> sink.lines.size() >= written);
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sink.lines).hasSize(1_000));
        assertThat(sink.lines.getFirst()).isEqualTo("line 0");
        assertThat(sink.lines.getLast()).isEqualTo("line 999");
        assertThat(appender.dropped()).isZero();
    }
}
