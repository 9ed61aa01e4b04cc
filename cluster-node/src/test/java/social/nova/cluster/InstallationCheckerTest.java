package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.Valid$;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstallationCheckerTest {
    @Test
    void letsANodeOfTheSameInstallationJoin() {
        assertThat(check(installation("a"), installation("a"))).isEqualTo(Valid$.MODULE$);
    }

    @Test
    void refusesANodeOfAnotherInstallation() {
        assertThat(check(installation("a"), installation("b"))).isInstanceOf(Invalid.class);
    }

    @Test
    void refusesANodeThatDoesNotSayItsInstallation() {
        assertThat(check(ConfigFactory.empty(), installation("b"))).isInstanceOf(Invalid.class);
    }

    private static ConfigValidation check(Config joining, Config cluster) {
        return new InstallationChecker().check(joining, cluster);
    }

    private static Config installation(String fingerprint) {
        return ConfigFactory.parseMap(Map.of(InstallationChecker.KEY, fingerprint));
    }
}
