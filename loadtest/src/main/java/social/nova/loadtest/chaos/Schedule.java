package social.nova.loadtest.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import social.nova.loadtest.fault.Fault;

/// Which faults strike, in which order. The same seed gives the same list.
record Schedule(List<Fault> faults) {

    /// @param kills of nodes, where that kind is among those asked for
    /// @param each of every other kind
    static Schedule of(long seed, Set<FaultKind> kinds, int kills, int each) {
        var random = new Random(seed);
        var order = new ArrayList<FaultKind>();
        for (var kind : kinds) {
            order.addAll(Collections.nCopies(kind == FaultKind.KILL ? kills : each, kind));
        }
        Collections.shuffle(order, random);
        return new Schedule(order.stream().map(kind -> kind.any(random)).toList());
    }
}
