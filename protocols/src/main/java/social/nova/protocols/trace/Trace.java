package social.nova.protocols.trace;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import social.nova.protocols.common.UserId;

/// The request that a piece of work is done for: what the log lines of all it causes have in common, on every node.
///
/// Work is done [during][#during] a trace; meanwhile it is the [#current] one of its thread and its fields are in the
/// MDC. Where work goes on elsewhere, whoever hands it over takes the trace along: by [#keeping] across a stage, in
/// a [Traced] command across nodes.
///
/// @param requestId as clients see it, `X-Request-Id`
/// @param traceId of W3C Trace Context, 32 hex digits
/// @param spanId of the work under way, 16 hex digits
/// @param sampled whether a tracing system keeps this trace; only passed on
/// @param user who the request is from, once that is known
public record Trace(
        String requestId,
        String traceId,
        String spanId,
        boolean sampled,
        @Nullable UserId user) {

    private static final ThreadLocal<@Nullable Trace> CURRENT = new ThreadLocal<>();
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final Pattern ZEROS = Pattern.compile("0+");

    /// The trace of a request as it reaches us: what its headers say where they are sane, else something new.
    ///
    /// @param requestId `X-Request-Id`, if one came
    /// @param traceparent the header of that name, if one came
    public static Trace of(@Nullable String requestId, @Nullable String traceparent, RandomGenerator random) {
        var parent = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        var taken = parent.matches() && isValid(parent.group(1), parent.group(2), parent.group(3));
        var traceId = taken ? parent.group(2) : hex(random) + hex(random);
        return new Trace(
                requestId != null && REQUEST_ID.matcher(requestId).matches() ? requestId : traceId,
                traceId,
                hex(random),
                taken && (Integer.parseInt(parent.group(4), 16) & 1) == 1,
                null);
    }

    /// The trace of the work that this thread does now.
    public static Optional<Trace> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /// The same trace, on behalf of this user.
    public Trace by(UserId user) {
        return new Trace(requestId, traceId, spanId, sampled, user);
    }

    /// A new span of the same trace: one of several pieces of work that a request goes on causing.
    public Trace next(RandomGenerator random) {
        return new Trace(requestId, traceId, hex(random), sampled, user);
    }

    /// The header of W3C Trace Context that passes this trace on.
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    /// Does the work on this thread, for this trace.
    public <T> T during(Supplier<T> work) {
        var outer = CURRENT.get();
        enter(this);
        try {
            return work.get();
        } finally {
            if (outer == null) {
                leave();
            } else {
                enter(outer);
            }
        }
    }

    /// As [#during(Supplier)].
    public void during(Runnable work) {
        during(() -> {
            work.run();
            return true;
        });
    }

    /// The same work, for the trace that is current now, on whichever thread it will be done.
    public static Runnable keeping(Runnable work) {
        var trace = CURRENT.get();
        return trace == null ? work : () -> trace.during(work);
    }

    /// The same stage, whose followers run for the trace that is current now.
    public static <T> CompletionStage<T> keeping(CompletionStage<T> stage) {
        var trace = CURRENT.get();
        if (trace == null) {
            return stage;
        }
        var result = new CompletableFuture<T>();
        stage.whenComplete((value, failure) -> trace.during(() -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        return result;
    }

    private static void enter(Trace trace) {
        CURRENT.set(trace);
        MDC.put("request_id", trace.requestId);
        MDC.put("trace_id", trace.traceId);
        MDC.put("span_id", trace.spanId);
        if (trace.user == null) {
            MDC.remove("user_id");
        } else {
            MDC.put("user_id", trace.user.value());
        }
    }

    private static void leave() {
        CURRENT.remove();
        MDC.remove("request_id");
        MDC.remove("trace_id");
        MDC.remove("span_id");
        MDC.remove("user_id");
    }

    private static boolean isValid(String version, String traceId, String spanId) {
        return !version.equals("ff")
                && !ZEROS.matcher(traceId).matches()
                && !ZEROS.matcher(spanId).matches();
    }

    // Sixteen digits, never all of them zero.
    private static String hex(RandomGenerator random) {
        long number;
        do {
            number = random.nextLong();
        } while (number == 0);
        var digits = Long.toHexString(number);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
