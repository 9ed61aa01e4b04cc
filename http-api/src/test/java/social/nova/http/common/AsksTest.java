package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.Repeatable;

class AsksTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final TestProbe<Command> entity = ACTORS.createTestProbe(Command.class);
    private final AtomicBoolean shardsMove = new AtomicBoolean(true);
    private final Asks asks = new Asks(
            TIMEOUT,
            new SimpleMeterRegistry(),
            new Repeats(
                    shardsMove::get,
                    ACTORS.system().scheduler(),
                    ACTORS.system().executionContext()));

    sealed interface Command {
        ActorRef<StatusReply<Done>> replyTo();
    }

    record Read(ActorRef<StatusReply<Done>> replyTo) implements Command, Repeatable {}

    record Add(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record AddNamed(boolean named, ActorRef<StatusReply<Done>> replyTo) implements Command, Repeatable {
        @Override
        public boolean mayBeRepeated() {
            return named;
        }
    }

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void tellsAgainWhatAMovingShardHasDropped() throws Exception {
        var answer = ask(Read::new);
        entity.receiveMessage();

        TIME.timePasses(Duration.ofSeconds(1));
        entity.receiveMessage();
        TIME.timePasses(Duration.ofSeconds(2));
        entity.receiveMessage().replyTo().tell(StatusReply.ack());

        assertThat(answer.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
        TIME.expectNoMessageFor(TIMEOUT, entity);
    }

    @Test
    void tellsOnceWhatHasBeenAnswered() throws Exception {
        var answer = ask(Read::new);
        entity.receiveMessage().replyTo().tell(StatusReply.ack());
        answer.toCompletableFuture().get(30, TimeUnit.SECONDS);

        TIME.expectNoMessageFor(TIMEOUT, entity);
    }

    @Test
    void tellsOnceWhileNoShardMoves() {
        shardsMove.set(false);

        ask(Read::new);
        entity.receiveMessage();

        TIME.expectNoMessageFor(TIMEOUT, entity);
    }

    @Test
    void tellsOnceWhatWouldCountTwice() {
        ask(Add::new);
        ask(replyTo -> new AddNamed(false, replyTo));
        entity.receiveMessage();
        entity.receiveMessage();

        TIME.expectNoMessageFor(TIMEOUT, entity);
    }

    private CompletionStage<Done> ask(Function<ActorRef<StatusReply<Done>>, Command> command) {
        var key = EntityTypeKey.create(Command.class, "Asked");
        return asks.ask(TestEntityRef.of(key, "1", entity.ref()), command, (_, traced) -> traced);
    }
}
