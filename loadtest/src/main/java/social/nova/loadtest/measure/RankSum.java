package social.nova.loadtest.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whether two samples differ, by the rank-sum test of Mann, Whitney and Wilcoxon: it takes nothing for granted about
/// how the values are spread.
public final class RankSum {
    private RankSum() {}

    private record Value(double value, boolean first) {}

    /// How likely a difference as large as this one is when there is none: below 0.01 there very likely is one. For
    /// samples of twenty and more.
    public static double probability(List<Double> first, List<Double> second) {
        var all = new ArrayList<Value>();
        first.forEach(value -> all.add(new Value(value, true)));
        second.forEach(value -> all.add(new Value(value, false)));
        all.sort(Comparator.comparingDouble(Value::value));
        double n = first.size();
        double m = second.size();
        double ranks = 0;
        double ties = 0;
        for (var begin = 0; begin < all.size(); ) {
            var end = begin;
            while (end < all.size()
                    && Double.compare(all.get(end).value(), all.get(begin).value()) == 0) {
                end++;
            }
            double alike = end - begin;
            var rank = (begin + 1 + end) / 2.0;
            ranks +=
                    rank * all.subList(begin, end).stream().filter(Value::first).count();
            ties += alike * alike * alike - alike;
            begin = end;
        }
        var u = ranks - n * (n + 1) / 2;
        var variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
        var z = Math.abs(u - n * m / 2) / Math.sqrt(variance);
        return Double.isNaN(z) ? 1 : 2 * upperTail(z);
    }

    // Of the normal distribution; Abramowitz and Stegun 26.2.17, good to seven digits.
    private static double upperTail(double z) {
        var t = 1 / (1 + 0.2316419 * z);
        var polynomial =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
    }
}
