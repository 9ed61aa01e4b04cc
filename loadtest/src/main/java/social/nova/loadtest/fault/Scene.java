package social.nova.loadtest.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.History;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.Service;

/// Where a fault strikes.
///
/// @param conversation the one whose holder is meant, where a fault is for a holder
/// @param random of one seed, for all that is left to chance
public record Scene(Testbed bed, History history, String conversation, Random random) {
    private static final Duration FIND = Duration.ofSeconds(60);

    /// Writes down what is being done.
    void note(Phase type, String what, String node) {
        history.add(Event.of("faults", type, Op.FAULT, "", what).at(node));
    }

    /// Writes down that this server is away from now on, where nobody may notice.
    void noteAway(Service service) {
        if (service.isDispensable()) {
            note(Phase.INVOKE, Checker.DISPENSABLE_AWAY, "");
        }
    }

    /// Writes down that it is there again.
    void noteBack(Service service) {
        if (service.isDispensable()) {
            note(Phase.OK, Checker.DISPENSABLE_BACK, "");
        }
    }

    Node find(Victim victim) {
        var nova = bed.nova();
        return Await.found("the " + victim + " node", FIND, () -> switch (victim) {
            case HOLDER -> nova.holderOf("Conversation", conversation);
            case OLDEST -> nova.oldest();
            case RANDOM -> {
                var ready = nova.nodes().stream().filter(Node::ready).toList();
                yield ready.isEmpty() ? Optional.empty() : Optional.of(ready.get(random.nextInt(ready.size())));
            }
        });
    }
}
