package social.nova.cluster;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.settings.SettingsRefused;

/// Starts one node. Configuration comes from the environment, see `reference.conf` of each module.
///
/// Exit codes: [#BAD_SETTINGS] when settings are missing or wrong, which starting again does not cure; 1 when the node
/// cannot start for another reason.
public final class Main {
    /// As `sysexits.h` has it for configuration errors.
    public static final int BAD_SETTINGS = 78;

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        try {
            var settings = NodeSettings.from(System.getenv());
            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
                settings.logs().applyTo(context);
            }
            Node.start(settings);
        } catch (SettingsRefused refused) {
            // Not by the log: it is written behind our back, and this process ends now.
            System.err.println("This node cannot start. " + refused.getMessage());
            System.exit(BAD_SETTINGS);
        } catch (RuntimeException failure) {
            LOG.error("This node cannot start", failure);
            System.exit(1);
        }
    }
}
