package social.nova.http.routing;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;

/// Akka's HTTP as a node has it: what a test sees of it is what is shipped.
public final class ShippedHttp {
    private static final Config SHIPPED = ConfigFactory.parseResources(
            "akka-http.conf", ConfigParseOptions.defaults().setAllowMissing(false));

    private ShippedHttp() {}

    public static Config config() {
        return over(ConfigFactory.load());
    }

    /// Before these settings.
    public static Config over(Config others) {
        return SHIPPED.withFallback(others).resolve();
    }
}
