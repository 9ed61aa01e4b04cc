package social.nova.deploy.stack;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The servers of the stack.
public enum StackService {
    POSTGRESQL("DATABASE_URL", 15432),
    REDIS("REDIS_URL", 16379),
    KAFKA("KAFKA_BROKERS", 19092),
    S3("S3_ENDPOINT", 19000),
    SMTP("SMTP_HOST", 13025);

    private final String variable;
    private final int preferredPort;

    StackService(String variable, int preferredPort) {
        this.variable = variable;
        this.preferredPort = preferredPort;
    }

    /// The environment variable that names a server of the user's own; set, it leaves this one out.
    public String variable() {
        return variable;
    }

    public int preferredPort() {
        return preferredPort;
    }

    /// As in `status` and `stack.json`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Those the environment names no server for.
    public static Set<StackService> neededWith(Map<String, String> environment) {
        var needed = EnumSet.allOf(StackService.class);
        needed.removeIf(
                service -> !environment.getOrDefault(service.variable, "").isBlank());
        return needed;
    }
}
