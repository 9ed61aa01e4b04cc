package social.nova.protocols.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.common.UserId;

class TraceTest {
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";
    private static final UserId ALICE = new UserId("00000000-0000-8000-8000-00000000000a");

    private final RandomGenerator random = new Random(1);

    @Test
    void takesOverWhatTheRequestBrings() {
        var trace = Trace.of("order-17", PARENT, random);

        assertThat(trace.requestId()).isEqualTo("order-17");
        assertThat(trace.traceId()).isEqualTo(TRACE_ID);
        assertThat(trace.sampled()).isTrue();
        assertThat(trace.spanId()).matches("[0-9a-f]{16}").isNotEqualTo("00f067aa0ba902b7");
        assertThat(trace.traceparent()).isEqualTo("00-" + TRACE_ID + "-" + trace.spanId() + "-01");
    }

    @Test
    void takesOverAVersionThatIsStillToCome() {
        assertThat(Trace.of(null, PARENT.replaceFirst("00", "cc") + "-more", random)
                        .traceId())
                .isEqualTo(TRACE_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void makesATraceWhereNoneSaneComes(String traceparent) {
        var trace = Trace.of(null, traceparent, random);

        assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualToIgnoringCase(TRACE_ID);
        assertThat(trace.requestId()).isEqualTo(trace.traceId());
        assertThat(trace.sampled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\r\nbreak", "${jndi:ldap://nowhere}", "\u001b[31m"})
    void makesARequestIdWhereNoneSaneComes(String requestId) {
        assertThat(Trace.of(requestId, PARENT, random).requestId()).isEqualTo(TRACE_ID);
    }

    @Test
    void refusesARequestIdWithoutEnd() {
        assertThat(Trace.of("x".repeat(129), PARENT, random).requestId()).isEqualTo(TRACE_ID);
    }

    @Test
    void isCurrentWhileItsWorkIsDoneAndNotLonger() {
        var outer = Trace.of("outer", null, random);
        var inner = Trace.of("inner", null, random).by(ALICE);

        outer.during(() -> {
            inner.during(() -> assertThat(Trace.current()).contains(inner));
            assertThat(Trace.current()).contains(outer);
        });

        assertThat(Trace.current()).isEmpty();
    }

    @Test
    void isOverWhenItsWorkFails() {
        try {
            Trace.of(null, null, random).during(() -> {
                throw new IllegalStateException("expected");
            });
        } catch (IllegalStateException _) {
            // what matters is below
        }

        assertThat(Trace.current()).isEmpty();
    }

    @Test
    void followersOfASharedStageEachRunForTheirOwnTrace() {
        var shared = new CompletableFuture<String>();
        var alices = Trace.of("alices", null, random);
        var bobs = Trace.of("bobs", null, random);

        var seenByAlice = alices.during(() -> Trace.keeping(shared).thenApply(_ -> Trace.current()));
        var seenByBob = bobs.during(() -> Trace.keeping(shared).thenApply(_ -> Trace.current()));
        alices.during(() -> shared.complete("done"));

        assertThat(seenByAlice.toCompletableFuture().join()).contains(alices);
        assertThat(seenByBob.toCompletableFuture().join()).contains(bobs);
        assertThat(Trace.current()).isEmpty();
    }
}
