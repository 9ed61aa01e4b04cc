package social.nova.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RankSumTest {
    private static final int SAMPLES = 500;

    @Test
    void findsADifferenceOfATenthOfTheSpread() {
        assertThat(RankSum.probability(sample(1, 0), sample(2, 0.3))).isLessThan(0.01);
        assertThat(RankSum.probability(sample(2, 0.3), sample(1, 0))).isLessThan(0.01);
    }

    @Test
    void findsNoneWhereThereIsNone() {
        assertThat(RankSum.probability(sample(1, 0), sample(2, 0))).isGreaterThan(0.01);
    }

    @Test
    void isSureOfNothingWhereAllIsAlike() {
        var same = List.of(1.0, 1.0, 1.0);

        assertThat(RankSum.probability(same, same)).isEqualTo(1);
    }

    @Test
    void isTheNormalApproximationWithTies() {
        var first = DoubleStream.iterate(1, n -> n + 1).limit(20).boxed().toList();
        var second = DoubleStream.iterate(11, n -> n + 1).limit(20).boxed().toList();

        assertThat(RankSum.probability(first, second)).isCloseTo(4.9195e-5, within(1e-7));
    }

    private static List<Double> sample(long seed, double shift) {
        var random = new Random(seed);
        return DoubleStream.generate(() -> random.nextGaussian() + shift)
                .limit(SAMPLES)
                .boxed()
                .toList();
    }
}
