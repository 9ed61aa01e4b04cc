package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// Holds a history against what Nova promises, in time linear in its length.
///
/// Nothing is assumed of what is unknown: a message without an answer may be there or not.
public final class Checker {
    /// Written as the key of a `FAULT`: from here on a node that had been given up runs again.
    public static final String THAWED = "thawed after it was given up";
    /// The process of that node has ended; or has not in time, where it failed.
    public static final String LEFT = "left";
    /// Something is away that nobody is to notice, and it alone; until it is back.
    public static final String DISPENSABLE_AWAY = "away, and nobody is to notice";
    /// All is there again.
    public static final String DISPENSABLE_BACK = "back";

    private Checker() {}

    /// @param history in the order it was written
    public static Verdict check(List<Event> history) {
        var violations = new ArrayList<Violation>();
        var counts = Counts.NONE;
        var byConversation = new LinkedHashMap<String, List<Event>>();
        for (var event : history) {
            if (!event.conv().isEmpty()) {
                byConversation
                        .computeIfAbsent(event.conv(), _ -> new ArrayList<>())
                        .add(event);
            }
        }
        for (var conversation : byConversation.entrySet()) {
            var checked = ConversationCheck.of(conversation.getKey(), conversation.getValue());
            violations.addAll(checked.violations());
            counts = counts.plus(checked.counts());
        }
        violations.addAll(acknowledgedByTheDead(history));
        violations.addAll(refusedForWhatCanBeDoneWithout(history));
        return new Verdict(List.copyOf(violations), counts);
    }

    // What was asked before, or is answered after it, may have another cause.
    private static List<Violation> refusedForWhatCanBeDoneWithout(List<Event> history) {
        var violations = new ArrayList<Violation>();
        Set<String> askedMeanwhile = new HashSet<>();
        var away = false;
        for (var event : history) {
            if (event.op() == Op.FAULT && event.key().equals(DISPENSABLE_AWAY)) {
                away = true;
            } else if (event.op() == Op.FAULT && event.key().equals(DISPENSABLE_BACK)) {
                away = false;
                askedMeanwhile.clear();
            } else if (away && event.type() == Phase.INVOKE) {
                askedMeanwhile.add(event.proc());
            } else if (event.op() == Op.UNAVAILABLE && askedMeanwhile.contains(event.proc())) {
                violations.add(new Violation(
                        Promise.DISPENSABLE,
                        "",
                        "%s was answered %s by %s while only something was away that can be done without"
                                .formatted(event.proc(), event.key(), event.node())));
            }
        }
        return violations;
    }

    private static List<Violation> acknowledgedByTheDead(List<Event> history) {
        var violations = new ArrayList<Violation>();
        Set<String> dead = new HashSet<>();
        Set<String> asked = new HashSet<>();
        for (var event : history) {
            if (event.op() == Op.FAULT && event.key().equals(THAWED)) {
                dead.add(event.node());
            } else if (event.op() == Op.FAULT && event.key().equals(LEFT)) {
                dead.remove(event.node());
                if (event.type() == Phase.FAIL) {
                    violations.add(new Violation(Promise.GONE_MEANS_GONE, "", event.node() + " did not end in time"));
                }
            } else if ((event.op() == Op.SEND || event.op() == Op.EDIT) && dead.contains(event.node())) {
                var send = event.conv() + " " + event.key() + " " + event.state();
                if (event.type() == Phase.INVOKE) {
                    asked.add(send);
                } else if (event.type() == Phase.OK && asked.contains(send)) {
                    violations.add(new Violation(
                            Promise.GONE_MEANS_GONE,
                            event.conv(),
                            "%s acknowledged '%s', sent after the others had given it up"
                                    .formatted(event.node(), event.key())));
                }
            }
        }
        return violations;
    }
}
