package social.nova.loadtest.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.measure.RankSum;
import social.nova.loadtest.measure.Report;

/// How long refused logins take, at addresses that somebody has and at others, one by one and in turn: those that
/// fail, and those at an address that is locked.
record FailureTimes(String api, Report report) {
    /// One less than locks an address.
    private static final int TRIES = 4;

    /// What chance does less than once in a thousand times, it did not do.
    private static final double CHANCE = 0.001;

    /// At both kinds of address, in milliseconds.
    private record Times(List<Double> known, List<Double> unknown) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /// Says whether nobody can tell from times which addresses are somebody's.
    ///
    /// @param each failures at both kinds of address, and as many refusals by a lock
    boolean tellNothing(int each) {
        var failed = new Times();
        var locked = new Times();
        while (failed.known().size() < each) {
            var tries = Math.min(TRIES, each - failed.known().size());
            var somebody = Person.register(api, "somebody").email();
            var nobody = "nobody-" + UUID.randomUUID().toString().substring(0, 8) + "@example.com";
            for (var n = 0; n < tries; n++) {
                failed.known().add(timeOf(somebody, 401));
                failed.unknown().add(timeOf(nobody, 401));
            }
            for (var n = tries; n <= TRIES; n++) {
                timeOf(somebody, 401);
                timeOf(nobody, 401);
            }
            for (var n = 0; n < tries; n++) {
                locked.known().add(timeOf(somebody, 403));
                locked.unknown().add(timeOf(nobody, 403));
            }
        }
        var failuresTell = tell("failed logins", "", failed);
        var locksTell = tell("logins at a locked address", "locked ", locked);
        return !failuresTell && !locksTell;
    }

    private boolean tell(String what, String kind, Times times) {
        var known = median(times.known());
        var unknown = median(times.unknown());
        var probability = RankSum.probability(times.known(), times.unknown());
        report.say("%s, median ms: known address %.3f, unknown %.3f", what, known, unknown);
        report.say(
                "by chance as different as that with probability %.4f (%d each)",
                probability, times.known().size());
        report.keep(kind + "known address, median ms", known);
        report.keep(kind + "unknown address, median ms", unknown);
        report.keep(kind + "rank sum, probability", probability);
        var tells = probability < CHANCE;
        if (tells) {
            report.say("BROKEN: the time of %s tells whether somebody has the address", what);
        }
        return tells;
    }

    private double timeOf(String email, int status) {
        var begun = System.nanoTime();
        var answer = Web.post(
                "http://" + api + "/api/v1/auth/login", "", Map.of("email", email, "password", "Wrong-Horse-1"));
        var taken = (System.nanoTime() - begun) / 1e6;
        if (answer.status() != status) {
            throw new IllegalStateException("expected %d, got %s".formatted(status, answer));
        }
        return taken;
    }

    private static double median(List<Double> times) {
        var sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
