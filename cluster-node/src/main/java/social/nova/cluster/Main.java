package social.nova.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.settings.SettingsRefused;

/// Starts one node. Configuration comes from the environment, see `reference.conf` of each module. With `--check`
/// it starts nothing and says what would keep it from starting; the names of servers to ask follow. With
/// `--rotate-keys` it has running nodes sign access tokens by a new key; with `--rotate-master-keyset` it has
/// everything wrapped by a new key of the master keyset.
///
/// Exit codes: [#BAD_SETTINGS] when settings are missing or wrong, which starting again does not cure; 1 when the node
/// cannot start for another reason.
public final class Main {
    /// As `sysexits.h` has it for configuration errors.
    public static final int BAD_SETTINGS = 78;

    private static final String CHECK = "--check";
    private static final String ROTATE_MASTER_KEYSET = "--rotate-master-keyset";
    private static final String ROTATE_KEYS = "--rotate-keys";
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals(CHECK)) {
            System.exit(check(Set.of(arguments)));
        }
        if (arguments.length > 0 && arguments[0].equals(ROTATE_KEYS)) {
            quiet();
            var atOnce = Set.of(arguments).contains(KeyRotationProgram.AT_ONCE);
            System.exit(KeyRotationProgram.run(System.getenv(), atOnce, System.out));
        }
        if (arguments.length > 0 && arguments[0].equals(ROTATE_MASTER_KEYSET)) {
            quiet();
            var dropOld = Set.of(arguments).contains(KeysetRotationProgram.DROP_OLD);
            System.exit(KeysetRotationProgram.run(System.getenv(), dropOld, System.out));
        }
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

    // What is found is printed; what libraries log on the way would only be in between.
    private static int check(Set<String> servers) {
        quiet();
        return Checkup.run(System.getenv(), servers, System.out);
    }

    private static void quiet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
            context.getLoggerList().forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
