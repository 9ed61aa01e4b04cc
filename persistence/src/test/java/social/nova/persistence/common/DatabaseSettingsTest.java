package social.nova.persistence.common;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import social.nova.protocols.settings.Secret;

class DatabaseSettingsTest {
    private static final DatabaseUrl NOWHERE = DatabaseUrl.parse("postgresql://nova:right@127.0.0.1:1/nova");

    @Test
    void poolsAreAsLargeAndRestAsLongAsTheSettingsSay() {
        try (var database = Database.open(settings(20, 77));
                var other = Database.open(settings(50, 30))) {
            // Two fifths for the journal, two for requests, and one connection that only looks.
            assertThat(pool(database).getMaximumPoolSize()).isEqualTo(20 - 8 - 8 - 1);
            assertThat(pool(database).getMinimumIdle()).isEqualTo(2);
            assertThat(pool(database).getIdleTimeout()).isEqualTo(77_000);
            assertThat(pool(other).getMaximumPoolSize()).isEqualTo(50 - 20 - 20 - 1);
            assertThat(pool(other).getIdleTimeout()).isEqualTo(30_000);
        }
    }

    @Test
    void addressIsTakenApartForTheDriver() {
        var url = DatabaseUrl.parse("postgres://no%40va:p%2Fw+x@[::1]/nova?sslmode=require");

        assertThat(url)
                .isEqualTo(new DatabaseUrl(
                        "jdbc:postgresql://[::1]:5432/nova?sslmode=require", "no@va", new Secret("p/w+x")));
        assertThat(url.toString()).doesNotContain("p/w", "require");
    }

    private static HikariDataSource pool(Database database) {
        return (HikariDataSource) database.forProjections();
    }

    private static DatabaseSettings settings(int maxConnections, int idleSeconds) {
        return new DatabaseSettings(
                NOWHERE, maxConnections, Duration.ofSeconds(idleSeconds), Duration.ofMillis(250), 10);
    }
}
