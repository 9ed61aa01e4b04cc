package social.nova.cluster;

import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.JoinConfigCompatChecker;
import akka.cluster.Valid$;
import com.typesafe.config.Config;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/// Lets a node join only a cluster of its own installation: with another id secret it would look for every conversation
/// in the wrong place.
public final class InstallationChecker extends JoinConfigCompatChecker {
    static final String KEY = "nova.cluster.installation";

    @Override
    public Seq<String> requiredKeys() {
        return CollectionConverters.asScala(List.of(KEY)).toList();
    }

    @Override
    public ConfigValidation check(Config toCheck, Config actualConfig) {
        return toCheck.hasPath(KEY) && toCheck.getString(KEY).equals(actualConfig.getString(KEY))
                ? Valid$.MODULE$
                : new Invalid(CollectionConverters.asScala(List.of(KEY + " differs: another database"))
                        .toList());
    }
}
