package social.nova.persistence.consumer;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import social.nova.persistence.common.TestDatabase;

/// A cluster of one node, which starts sharded daemon processes as a larger one does.
public final class TestCluster {
    public static final String ROLE = "entity";

    private TestCluster() {}

    public static ActorTestKit start() {
        var actors = ActorTestKit.create(ConfigFactory.parseString("""
                        akka {
                          actor.provider = cluster
                          remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                          cluster {
                            roles = [entity]
                            jmx.enabled = off
                            sharded-daemon-process.keep-alive-interval = 1s
                          }
                          coordinated-shutdown.exit-jvm = off
                        }
                        """).withFallback(TestDatabase.journal()));
        var cluster = Cluster.get(actors.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return actors;
    }
}
