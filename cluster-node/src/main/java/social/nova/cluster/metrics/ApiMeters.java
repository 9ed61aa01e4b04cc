package social.nova.cluster.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import social.nova.http.account.PasswordHashing;
import social.nova.http.account.SessionTokens;
import social.nova.http.common.Admission;

/// What holds requests back on this node.
public final class ApiMeters {
    private ApiMeters() {}

    public static void register(
            MeterRegistry registry, Admission admission, PasswordHashing hashing, SessionTokens tokens) {
        FunctionCounter.builder("nova.admission.refusals", admission, Admission::refused)
                .description("Commands refused because too many were under way to their entity")
                .register(registry);
        Gauge.builder("nova.password.hashing.waiting", hashing, PasswordHashing::waiting)
                .description("Passwords that wait to be hashed or checked")
                .register(registry);
        Gauge.builder("nova.password.hashing.active", hashing, PasswordHashing::active)
                .description("Passwords being hashed or checked")
                .register(registry);
        Gauge.builder("nova.token.signing.waiting", tokens, SessionTokens::waiting)
                .description("Access tokens that wait to be signed")
                .register(registry);
    }
}
