package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    @Test
    void asksOnlyServersOfTheUsersOwn() {
        assertThat(DoctorCommand.ownServers(Map.of())).isEmpty();
        assertThat(DoctorCommand.ownServers(Map.of("REDIS_URL", "redis://cache", "SMTP_HOST", " ")))
                .containsExactly("redis");
    }

    @Test
    void checksWhatTheUserSaysAndFillsInWhatTheLauncherWould() {
        var environment = DoctorCommand.environment(
                Map.of("APP_PORT", "nonsense", "DATABASE_URL", "postgresql://own/db", "NOVA_ROLES", "api"));

        assertThat(environment)
                .containsEntry("APP_PORT", "nonsense")
                .containsEntry("MESSAGING_PORT", "8085")
                .containsEntry("DATABASE_URL", "postgresql://own/db")
                .containsEntry("NOVA_ROLES", "api")
                .containsEntry("APP_ENV", "development")
                .containsKeys("JWT_PRIVATE_KEY_PEM", "NOVA_MASTER_KEYSET", "S3_BUCKET", "SMTP_FROM_EMAIL");
    }
}
