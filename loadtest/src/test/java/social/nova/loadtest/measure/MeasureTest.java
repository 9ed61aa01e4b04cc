package social.nova.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(series(3, 1, 2).median()).isEqualTo(2);
        assertThat(series(4, 1, 2, 10).median()).isEqualTo(3);
        assertThatIllegalStateException().isThrownBy(() -> new Series().median());
    }

    @Test
    void theSpreadIsByHowMuchTheGreatestExceedsTheSmallest() {
        assertThat(series(100, 115, 110).spread()).isCloseTo(0.15, within(1e-9));
    }

    @Test
    void percentilesAreThoseOfTheSortedValues() {
        var latencies = new Latencies();
        for (var n = 200_000; n > 0; n--) {
            latencies.add(n);
        }

        assertThat(latencies.percentile(0.5)).isEqualTo(100_001);
        assertThat(latencies.percentile(0.99)).isEqualTo(198_001);
        assertThat(latencies.percentile(1)).isEqualTo(200_000);
    }

    @Test
    void aProcessThatWorksUsesTimeAndMemory() {
        var before = ProcessUsage.of(List.of(SELF));
        var end = System.nanoTime() + 200_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        var used = ProcessUsage.of(List.of(SELF)).since(before);

        assertThat(used.cpuMicros()).isPositive();
        assertThat(before.residentBytes()).isGreaterThan(10_000_000);
    }

    @Test
    void aFamilyKeepsTheTimeOfItsEndedChildren() throws Exception {
        var before = ProcessUsage.ofFamily(SELF);
        var child = new ProcessBuilder("sh", "-c", "n=0; while [ $n -lt 200000 ]; do n=$((n + 1)); done").start();
        child.waitFor();
        var whileItRan = ProcessUsage.of(List.of(SELF));

        assertThat(child.isAlive()).isFalse();
        assertThat(ProcessUsage.ofFamily(SELF).cpuMicros()).isGreaterThan(whileItRan.cpuMicros());
        assertThat(ProcessUsage.ofFamily(SELF).since(before).cpuMicros()).isPositive();
    }

    @Test
    void aRunIsSteadyWhileTheFloorMovesByLessThanFifteenPercent() {
        var said = new ByteArrayOutputStream();
        var report = new Report("test", new PrintStream(said, true, StandardCharsets.UTF_8));
        var figures = new Figures();
        figures.add("floor", 100);
        figures.add("floor", 114);
        assertThat(figures.areSteady(List.of("floor"), report)).isTrue();

        figures.add("floor", 116);
        assertThat(figures.areSteady(List.of("floor"), report)).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("NOT TO BE USED: floor moved by 16 %");
        assertThatIllegalStateException().isThrownBy(() -> figures.median("ceiling"));
    }

    @Test
    void aLimitThatIsTooLowIsToldWithARemedy() {
        OpenFiles.require(10_000, 20_000);
        assertThatIllegalStateException()
                .isThrownBy(() -> OpenFiles.require(10_000, 4_096))
                .withMessageContainingAll("10,000 sockets", "the limit is 4,096", "ulimit -n", "--sockets 3096");
    }

    @Test
    void aProcessThatHasEndedUsesNothing() {
        assertThat(ProcessUsage.of(List.of(Long.MAX_VALUE))).isEqualTo(new ProcessUsage(0, 0));
    }

    private static Series series(double... values) {
        var series = new Series();
        for (var value : values) {
            series.add(value);
        }
        return series;
    }
}
