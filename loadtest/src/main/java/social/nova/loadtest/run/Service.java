package social.nova.loadtest.run;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// The servers a node needs, and the variable that names each.
public enum Service {
    POSTGRESQL("DATABASE_URL"),
    REDIS("REDIS_URL"),
    KAFKA("KAFKA_BROKERS"),
    S3("S3_ENDPOINT"),
    SMTP("SMTP_HOST");

    private final String variable;

    Service(String variable) {
        this.variable = variable;
    }

    /// The environment variable nodes read the address from; set for the embedded stack, it leaves this server out.
    public String variable() {
        return variable;
    }

    /// As the stack calls it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether nobody is to notice when it is away.
    public boolean isDispensable() {
        return this != POSTGRESQL;
    }

    Set<Service> others() {
        return EnumSet.complementOf(EnumSet.of(this));
    }
}
