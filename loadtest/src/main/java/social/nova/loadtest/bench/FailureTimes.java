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

/// How long failed logins take, at addresses that somebody has and at others, one by one and in turn.
record FailureTimes(String api, Report report) {
    /// One less than locks an address.
    private static final int TRIES = 4;

    void measure(int each) {
        var known = new ArrayList<Double>();
        var unknown = new ArrayList<Double>();
        while (known.size() < each) {
            var somebody = Person.register(api, "somebody").email();
            var nobody = "nobody-" + UUID.randomUUID().toString().substring(0, 8) + "@example.com";
            for (var n = 0; n < TRIES && known.size() < each; n++) {
                known.add(timeOf(somebody));
                unknown.add(timeOf(nobody));
            }
        }
        var probability = RankSum.probability(known, unknown);
        report.say("failed logins, median ms: known address %.3f, unknown %.3f", median(known), median(unknown));
        report.say("by chance as different as that with probability %.3f (%d each)", probability, each);
        report.keep("known address, median ms", median(known));
        report.keep("unknown address, median ms", median(unknown));
        report.keep("rank sum, probability", probability);
    }

    private double timeOf(String email) {
        var begun = System.nanoTime();
        var answer = Web.post(
                "http://" + api + "/api/v1/auth/login", "", Map.of("email", email, "password", "Wrong-Horse-1"));
        if (answer.status() != 401) {
            throw new IllegalStateException("expected a refusal, got " + answer);
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static double median(List<Double> times) {
        var sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
