package social.nova.cluster;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts one node. Configuration comes from the environment, see `reference.conf` of each module.
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        try {
            Node.start(ConfigFactory.load());
        } catch (ConfigException | IllegalArgumentException mistake) {
            LOG.error("This node cannot start with its configuration: {}", mistake.getMessage());
            System.exit(2);
        } catch (RuntimeException failure) {
            LOG.error("This node cannot start", failure);
            System.exit(1);
        }
    }
}
