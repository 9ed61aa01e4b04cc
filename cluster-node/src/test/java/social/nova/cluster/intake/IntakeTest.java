package social.nova.cluster.intake;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;

class IntakeTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();

    private final Intake<Command> intake = new Intake<>();
    private final TestProbe<StatusReply<Done>> asker = ACTORS.createTestProbe();
    private final TestProbe<Command> handedOver = ACTORS.createTestProbe();
    private final ActorRef<Object> entity =
            ACTORS.spawn(intake.before(Command.class, stashing())).unsafeUpcast();

    private sealed interface Command {}

    private record Ask(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    private record Note(int number) implements Command {}

    private record Stop() implements Command {}

    /// As an answer of the journal: no command. What was handed over begins, and is answered.
    private record Go() {}

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void handsOverOneAtATimeInTheOrderTheyCame() {
        for (var n = 0; n < 3; n++) {
            entity.tell(new Note(n));
        }

        for (var n = 0; n < 3; n++) {
            handedOver.expectMessage(new Note(n));
            handedOver.expectNoMessage();
            entity.tell(new Go());
        }
    }

    @Test
    void nothingOvertakesWhatWaits() {
        entity.tell(new Note(0));
        entity.tell(new Note(1));
        handedOver.expectMessage(new Note(0));

        entity.tell(new Go());
        entity.tell(new Note(2));
        handedOver.expectMessage(new Note(1));
        entity.tell(new Go());

        handedOver.expectMessage(new Note(2));
    }

    @Test
    void beyondTheBoundCommandsAreAnsweredAtOnceAndNothingThatWasTakenIsLost() {
        ask();
        for (var n = 0; n < Intake.MAX_WAITING; n++) {
            ask();
        }
        asker.expectNoMessage();

        ask();
        asker.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());

        for (var n = 0; n <= Intake.MAX_WAITING; n++) {
            handedOver.receiveMessage();
            entity.tell(new Go());
        }
        assertThat(asker.receiveSeveralMessages(Intake.MAX_WAITING + 1)).containsOnly(StatusReply.ack());
    }

    @Test
    void whatAnEntityTellsItselfIsAlwaysTaken() {
        var notes = Intake.MAX_WAITING + 10;
        for (var n = 0; n < notes; n++) {
            entity.tell(new Note(n));
        }
        ask();
        asker.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());

        for (var n : IntStream.range(0, notes).toArray()) {
            handedOver.expectMessage(new Note(n));
            entity.tell(new Go());
        }
    }

    @Test
    void whatWaitsWhenAnEntityStopsIsAnswered() {
        entity.tell(new Stop());
        ask();
        ask();
        handedOver.expectMessage(new Stop());
        entity.tell(new Go());

        assertThat(asker.receiveSeveralMessages(2)).containsOnly(ErrorCode.SERVICE_UNAVAILABLE.refusal());
    }

    private void ask() {
        entity.tell(new Ask(asker.ref()));
    }

    /// Keeps what it is handed until it is told to go on, as an entity does while it recovers.
    private Behavior<Command> stashing() {
        Queue<Command> stash = new ArrayDeque<>();
        return Behaviors.<Object>receiveMessage(message -> {
                    if (message instanceof Command command) {
                        stash.add(command);
                        handedOver.ref().tell(command);
                        return Behaviors.same();
                    }
                    intake.begun();
                    return obey(stash.remove());
                })
                .narrow();
    }

    private static Behavior<Object> obey(Command command) {
        return switch (command) {
            case Ask(var replyTo) -> {
                replyTo.tell(StatusReply.ack());
                yield Behaviors.same();
            }
            case Note _ -> Behaviors.same();
            case Stop _ -> Behaviors.stopped();
        };
    }
}
