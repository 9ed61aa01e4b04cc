package social.nova.cluster.intake;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;

class IntakeTest {
    private static final ActorTestKit ACTORS = TestActors.startInRealTime();

    private final Intake<Command> intake = new Intake<>();
    private final TestProbe<StatusReply<Done>> asker = ACTORS.createTestProbe();
    private final ActorRef<Command> entity = ACTORS.spawn(intake.before(Command.class, stashing()));

    private sealed interface Command {}

    private record Ask(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    private record Note() implements Command {}

    /// Answers the first that waits.
    private record Go() implements Command {}

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void beyondTheBoundCommandsAreAnsweredAtOnceAndNothingThatWasTakenIsLost() {
        for (var n = 0; n < Intake.MAX_WAITING; n++) {
            ask();
        }
        asker.expectNoMessage();

        ask();
        ask();
        asker.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());
        asker.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());

        entity.tell(new Go());
        asker.expectMessage(StatusReply.ack());
        ask();
        for (var n = 0; n < Intake.MAX_WAITING; n++) {
            entity.tell(new Go());
        }
        assertThat(asker.receiveSeveralMessages(Intake.MAX_WAITING)).containsOnly(StatusReply.ack());
    }

    @Test
    void whatAnEntityTellsItselfIsAlwaysTaken() {
        for (var n = 0; n < Intake.MAX_WAITING + 10; n++) {
            entity.tell(new Note());
        }
        ask();
        asker.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());
    }

    @Test
    void theStashesHoldMoreThanTheBound() {
        var stash = ConfigFactory.load().getInt("akka.persistence.typed.stash-capacity");

        assertThat(stash).isGreaterThanOrEqualTo(2 * Intake.MAX_WAITING);
    }

    private void ask() {
        entity.tell(new Ask(asker.ref()));
    }

    private Behavior<Command> stashing() {
        Queue<Command> stash = new ArrayDeque<>();
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Go) {
                intake.begun();
                intake.begun();
                if (stash.remove() instanceof Ask ask) {
                    ask.replyTo().tell(StatusReply.ack());
                }
            } else {
                stash.add(command);
            }
            return Behaviors.same();
        });
    }
}
