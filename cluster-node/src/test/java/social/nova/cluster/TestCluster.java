package social.nova.cluster;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Shards;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.session.Session;
import social.nova.protocols.user.User;

/// A cluster of one with the node's settings, which joins when it is told to, and whose entities are in a test's hands.
final class TestCluster implements AutoCloseable {
    private final ActorTestKit actors =
            ActorTestKit.create(ConfigFactory.parseString("""
                    akka {
                      remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                      cluster.roles = [entity]
                      coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                      jvm-exit-on-fatal-error = off
                    }
                    nova.cluster.installation = test
                    """).withFallback(ConfigFactory.load()));
    private final Map<String, ErrorCode> refusals = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    ActorSystem<?> system() {
        return actors.system();
    }

    void join() {
        var cluster = Cluster.get(system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    /// They say nothing until [#answer].
    void startEntities() {
        init(Conversation.TYPE_KEY, refusing(Conversation.TYPE_KEY));
        init(User.TYPE_KEY, refusing(User.TYPE_KEY));
        init(Session.TYPE_KEY, Behaviors.receiveMessage(command -> {
            if (command instanceof Session.Register register && isAnswered(Session.TYPE_KEY)) {
                register.socket().tell(new Session.Ended());
            }
            return Behaviors.same();
        }));
    }

    /// What entities of a type answer from now on; those of sessions answer whatever it is.
    void answer(EntityTypeKey<?> type, ErrorCode refusal) {
        refusals.put(type.name(), refusal);
    }

    /// How often entities of a type were asked, since they last fell silent.
    int asked(EntityTypeKey<?> type) {
        return counter(type).get();
    }

    void silence() {
        refusals.clear();
        asked.clear();
    }

    @Override
    public void close() {
        actors.shutdownTestKit();
    }

    private <C> Behavior<C> refusing(EntityTypeKey<C> type) {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Answerable<?> question && isAnswered(type)) {
                question.refuse(refusals.getOrDefault(type.name(), ErrorCode.INTERNAL_ERROR));
            }
            return Behaviors.same();
        });
    }

    private boolean isAnswered(EntityTypeKey<?> type) {
        counter(type).incrementAndGet();
        return refusals.containsKey(type.name());
    }

    private AtomicInteger counter(EntityTypeKey<?> type) {
        return asked.computeIfAbsent(type.name(), _ -> new AtomicInteger());
    }

    private <C> void init(EntityTypeKey<C> type, Behavior<C> behavior) {
        ClusterSharding.get(system())
                .init(Entity.of(type, _ -> behavior)
                        .withMessageExtractor(new HashCodeMessageExtractor<>(Shards.NUMBER_OF_SHARDS)));
    }
}
