package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// One conversation and one socket, with everything that can go wrong between them, against what a client may expect.
/// Some changes are not shown to anybody: they make no gap, and are never sent.
class CursorRandomTest {
    private static final int RUNS = 10_000;
    private static final int STEPS = 200;

    @Test
    void whateverIsLostRepeatedOrLateEveryMessageIsSentOnceAndInOrder() {
        var seed = Long.getLong("nova.seed", System.nanoTime());
        System.out.println("CursorRandomTest: -Dnova.seed=" + seed);
        for (var run = 0; run < RUNS; run++) {
            new Simulation(new Random(seed + run), "seed %d, run %d".formatted(seed, run)).run();
        }
    }

    private static final class Simulation {
        private final Random random;
        private final String name;
        private final List<Push> pushes = new ArrayList<>();
        private final TreeSet<Long> shown = new TreeSet<>();
        private final Cursor cursor;
        private long head;
        private Pull pull = Pull.NONE;

        // What the client may expect.
        private long base;
        private long next;
        private long toldBySync;
        private long toldBySuspicion;

        private record Push(long follows, long revision) {}

        /// @param head what the conversation answers, once it has been asked; below 0 before
        private record Pull(long after, int limit, long head) {
            static final Pull NONE = new Pull(0, 0, 0);
        }

        Simulation(Random random, String name) {
            this.random = random;
            this.name = name;
            for (var n = random.nextInt(10); n > 0; n--) {
                happen();
            }
            this.base = random.nextLong(head + 1);
            this.next = base + 1;
            this.cursor = new Cursor(base);
        }

        void run() {
            for (var step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> message();
                    case 3, 4, 5 -> push();
                    case 6, 7 -> startPull();
                    case 8 -> conversationAnswers();
                    case 9 -> endPull(random.nextInt(5));
                    case 10 -> head();
                    default -> clientOrSession();
                }
                assertNothingForgotten();
            }
            finish();
        }

        private void message() {
            var before = shown.isEmpty() ? 0 : shown.last();
            if (happen()) {
                for (var copies = random.nextInt(10); copies < 9; copies += 4) {
                    pushes.add(new Push(before, head));
                }
            }
        }

        /// Says whether it is shown.
        private boolean happen() {
            head++;
            return random.nextInt(4) > 0 && shown.add(head);
        }

        private void push() {
            if (pushes.isEmpty()) {
                return;
            }
            var push = pushes.remove(random.nextInt(pushes.size()));
            if (hasRoom() && !cursor.pulling() && cursor.isNext(push.follows(), push.revision())) {
                sent(push.revision());
            } else {
                cursor.heard(push.revision());
            }
        }

        private void startPull() {
            if (cursor.behind() && !cursor.pulling()) {
                cursor.pullStarted();
                pull = new Pull(cursor.delivered(), 1 + random.nextInt(5), -1);
            }
        }

        private void conversationAnswers() {
            if (cursor.pulling() && pull.head() < 0) {
                pull = new Pull(pull.after(), pull.limit(), head);
            }
        }

        private void endPull(int chance) {
            if (!cursor.pulling()) {
                return;
            }
            if (chance == 0) {
                cursor.pullFailed();
                return;
            }
            conversationAnswers();
            var upTo = Math.min(pull.head(), pull.after() + pull.limit());
            if (sendAll(upTo)) {
                cursor.advance(upTo);
                next = Math.max(next, cursor.delivered() + 1);
            }
            cursor.pullEnded(pull.head());
            if (cursor.syncing() && !cursor.overtaken() && cursor.delivered() >= pull.head()) {
                assertThat(cursor.delivered()).as(name).isGreaterThanOrEqualTo(toldBySync);
                cursor.syncEnded();
            }
        }

        private boolean sendAll(long upTo) {
            if (cursor.overtaken() && !cursor.isNext(pull.after(), Long.MAX_VALUE)) {
                return false;
            }
            for (var revision : shown.subSet(pull.after() + 1, upTo + 1)) {
                if (!hasRoom()) {
                    return false;
                }
                if (revision > cursor.delivered()) {
                    sent(revision);
                }
            }
            return true;
        }

        private void head() {
            cursor.heard(random.nextLong(head + 1));
        }

        private void clientOrSession() {
            if (random.nextInt(3) == 0) {
                cursor.suspect();
                toldBySuspicion = head;
            } else {
                resume(random.nextLong(head + 1));
            }
        }

        private void resume(long position) {
            cursor.resume(position);
            toldBySync = head;
            if (position < base || next == base + 1) {
                base = position;
                next = position + 1;
            } else {
                next = Math.max(next, position + 1);
            }
        }

        // Everything shown that came before it has been sent, and it itself has not.
        private void sent(long revision) {
            assertThat(revision).as(name).isEqualTo(shown.ceiling(next));
            cursor.advance(revision);
            next = revision + 1;
        }

        private void assertNothingForgotten() {
            assertThat(cursor.delivered()).as(name).isEqualTo(next - 1);
            if (!cursor.behind() && !cursor.pulling()) {
                assertThat(cursor.delivered()).as(name).isGreaterThanOrEqualTo(Math.max(toldBySync, toldBySuspicion));
            }
        }

        private void finish() {
            if (random.nextBoolean()) {
                cursor.heard(head);
            } else {
                cursor.suspect();
            }
            for (var round = 0; cursor.behind() || cursor.pulling(); round++) {
                assertThat(round).as(name).isLessThan(10_000);
                startPull();
                endPull(1);
            }
            assertThat(next).as(name).isEqualTo(head + 1);
        }

        private boolean hasRoom() {
            return random.nextInt(6) > 0;
        }
    }
}
