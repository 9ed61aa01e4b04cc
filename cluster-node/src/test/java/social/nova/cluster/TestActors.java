package social.nova.cluster;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/// Actor systems with the node's settings, but alone: no cluster, no port, a journal in memory.
public final class TestActors {
    private static final Config ALONE = ConfigFactory.parseString("""
                    akka {
                      actor.provider = local
                      coordinated-shutdown.exit-jvm = off
                      jvm-exit-on-fatal-error = off
                      persistence.testkit.events.serialize = on
                      persistence.testkit.snapshots.serialize = on
                    }
                    """)
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.load());

    private TestActors() {}

    /// Time stands still until a test lets it pass.
    public static ActorTestKit start() {
        return ActorTestKit.create(ManualTime.config().withFallback(ALONE));
    }

    public static ActorTestKit startInRealTime() {
        return ActorTestKit.create(ALONE);
    }
}
