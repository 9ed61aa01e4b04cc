package social.nova.loadtest.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import social.nova.loadtest.client.Change;
import social.nova.loadtest.client.Receipt;
import social.nova.loadtest.client.RestClient;
import social.nova.loadtest.common.Await;

/// What two people do in a talk beside talking: Alice edits and deletes what she has sent, newest and older messages;
/// Bob reacts to it, takes that back, and says what he has read. Each does one thing after another, over REST.
///
/// One change for every four sends of one sender, so that most of what happens stays sending.
final class Changes {
    private static final int PAUSES = 4;

    /// Some are in the conversation's memory, some only in the journal and the table. Older ones are forgotten here.
    private static final int REMEMBERED = 500;

    private final String name;
    private final RestClient alice;
    private final RestClient bob;
    private final Random random;
    private final Deque<Receipt> sent = new ArrayDeque<>();

    /// @param name of the talk
    Changes(String name, RestClient alice, RestClient bob, Random random) {
        this.name = name;
        this.alice = alice;
        this.bob = bob;
        this.random = random;
    }

    /// A message of Alice's that may be changed from now on.
    synchronized void offer(Receipt message) {
        sent.addLast(message);
        if (sent.size() > REMEMBERED) {
            sent.removeFirst();
        }
    }

    /// Goes on until it is over; what has been begun is brought to its end.
    CompletableFuture<Void> go(BooleanSupplier going, Duration pause) {
        return CompletableFuture.allOf(
                CompletableFuture.runAsync(
                        () -> edit(going, pause), task -> Thread.ofVirtual().start(task)),
                CompletableFuture.runAsync(
                        () -> react(going, pause), task -> Thread.ofVirtual().start(task)));
    }

    // In turn the newest, the same again, an older one; then one is deleted, and edited all the same.
    private void edit(BooleanSupplier going, Duration pause) {
        Receipt last = null;
        for (var number = 0; going.getAsBoolean(); number++) {
            var turn = number % 5;
            var message = turn == 1 || turn == 4 ? Optional.ofNullable(last) : pick(turn >= 2);
            var edit = "%s %d".formatted(name, number);
            message.ifPresent(one -> alice.change(
                    tries -> turn == 3 ? new Change.Delete(one) : new Change.Edit(one, edit + "." + tries)));
            if (turn == 3) {
                message.ifPresent(this::forget);
            }
            last = message.orElse(null);
            Await.pause(pause.multipliedBy(PAUSES));
        }
    }

    private void react(BooleanSupplier going, Duration pause) {
        Receipt last = null;
        for (var number = 0; going.getAsBoolean(); number++) {
            var turn = number % 4;
            var message = turn == 1 ? Optional.ofNullable(last) : pick(turn == 2);
            message.ifPresent(one -> bob.change(_ -> switch (turn) {
                case 0 -> new Change.React(one, "👍");
                case 1 -> new Change.Withdraw(one, "👍");
                case 2 -> new Change.React(one, "🎉");
                default -> new Change.Mark(one);
            }));
            last = message.orElse(null);
            Await.pause(pause.multipliedBy(PAUSES));
        }
    }

    private synchronized Optional<Receipt> pick(boolean older) {
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        return older ? sent.stream().skip(random.nextInt(sent.size())).findFirst() : Optional.of(sent.getLast());
    }

    private synchronized void forget(Receipt message) {
        sent.remove(message);
    }
}
