package social.nova.cluster.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import social.nova.cluster.log.BoundedAppender;

/// The log: lines that nobody will read.
public final class LogMeters {
    private LogMeters() {}

    public static void register(MeterRegistry registry) {
        BoundedAppender.ofThisProcess()
                .ifPresent(appender -> FunctionCounter.builder("nova.log.dropped", appender, BoundedAppender::dropped)
                        .description("Lines dropped because the log's sink took none")
                        .register(registry));
    }
}
