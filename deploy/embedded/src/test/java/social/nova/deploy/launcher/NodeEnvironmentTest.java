package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeEnvironmentTest {

    private static final NodePorts PORTS = NodePorts.from(Map.of());
    private static final Map<String, String> SECRETS = Map.of("JWT_PRIVATE_KEY_PEM", "pem");
    private static final Map<String, String> STACK =
            Map.of("DATABASE_URL", "postgresql://here", "SMTP_FROM_EMAIL", "nova@example.com");

    @Test
    void nodeIsToldItsPlaceAndWhereTheOthersAre() {
        var environment = second(Map.of("HOME", "/home/ann"), 3);

        assertThat(environment)
                .containsEntry("HOME", "/home/ann")
                .containsEntry("APP_ENV", "development")
                .containsEntry("APP_HOST", "127.0.0.2")
                .containsEntry("APP_PORT", "8080")
                .containsEntry("NOVA_NODE_NAME", "node-2")
                .containsEntry("NOVA_CLUSTER_PORT", "25520")
                .containsEntry("NOVA_CLUSTER_CONTACT_POINTS", "127.0.0.1:8558,127.0.0.2:8558,127.0.0.3:8558")
                .containsEntry("NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", "2")
                .containsEntry("NOVA_MANAGEMENT_SECRET", "secret")
                .containsEntry("DATABASE_URL", "postgresql://here")
                .containsEntry("JWT_PRIVATE_KEY_PEM", "pem");
    }

    @Test
    void theUsersOwnSettingsCountWhereTheyHaveASay() {
        var environment =
                second(Map.of("APP_ENV", "staging", "SMTP_FROM_EMAIL", "ann@example.com", "DATABASE_URL", ""), 2);

        assertThat(environment)
                .containsEntry("APP_ENV", "staging")
                .containsEntry("SMTP_FROM_EMAIL", "ann@example.com")
                .containsEntry("DATABASE_URL", "postgresql://here")
                .containsEntry("NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", "2");
    }

    @Test
    void wrongPortIsRefusedByName() {
        assertThat(NodePorts.from(Map.of("APP_PORT", "9000")).api()).isEqualTo(9000);
        assertThatThrownBy(() -> NodePorts.from(Map.of("APP_PORT", "http")))
                .hasMessage("APP_PORT=http is not a port: a number from 1 to 65535");
        assertThatThrownBy(() -> NodePorts.from(Map.of("SEARCH_PORT", "65536"))).hasMessageContaining("SEARCH_PORT");
    }

    private static Map<String, String> second(Map<String, String> user, int nodes) {
        var all = NodeAddress.first(nodes, PORTS);
        return new NodeEnvironment(user, SECRETS, "secret", all).of(all.get(1), STACK);
    }
}
