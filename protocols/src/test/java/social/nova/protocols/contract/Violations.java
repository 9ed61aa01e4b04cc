package social.nova.protocols.contract;

import java.util.ArrayList;
import java.util.List;

/// What tests have seen on the wire that breaks the contract, until somebody asks: see [ContractExtension].
public final class Violations {
    private static final List<String> SEEN = new ArrayList<>();

    private Violations() {}

    /// Holds an exchange against the contract and remembers what is wrong with it.
    public static void check(Exchange exchange) {
        note(exchange.toString(), Contract.NOVA.problems(exchange));
    }

    /// Holds a frame that a node sent on a messaging socket against the document, likewise.
    public static void check(String frame) {
        note(frame, Spoken.NOVA.problemsOfServer(frame));
    }

    private static void note(String what, List<String> problems) {
        if (!problems.isEmpty()) {
            synchronized (SEEN) {
                SEEN.add(what + "\n  breaks the contract: " + String.join("; ", problems));
            }
        }
    }

    /// Everything since it was last asked for.
    static List<String> drain() {
        synchronized (SEEN) {
            var seen = List.copyOf(SEEN);
            SEEN.clear();
            return seen;
        }
    }
}
