package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.cluster.Environments.GROUPS;
import static social.nova.cluster.Environments.KEYSET;
import static social.nova.cluster.Environments.plus;
import static social.nova.cluster.Environments.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.protocols.settings.Mistake;
import social.nova.protocols.settings.SettingsRefused;

/// What settings are refused, and what all of them have to do with each other.
class NodeSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, postgres://db/nova",
        "DATABASE_URL, mysql://nova:canary@db/nova",
        "DATABASE_URL, postgresql://nova:canary@db",
        "DATABASE_URL, postgresql://nova:can#ary@db/nova",
        "DATABASE_URL, jdbc:postgresql://db/nova?user=nova&password=canary",
        "DATABASE_URL, postgresql://nova:password@db/nova",
        "DATABASE_MAX_CONNECTIONS, 5",
        "DATABASE_POOL_IDLE_TIMEOUT, 9",
        "REDIS_URL, cache:6379",
        "REDIS_URL, redis://canary@cache:6379",
        "REDIS_URL, redis://:password@cache:6379",
        "NOVA_MASTER_KEYSET, canary",
        "NOVA_MASTER_KEYSET_FILE, /nowhere/keyset.json",
        "NOVA_MASTER_KEYSET_FILE, pom.xml",
        "SMTP_HOST, smtp:25",
        "SMTP_PORT, x",
        "SMTP_PASSWORD, your-app-specific-password",
        "SMTP_FROM_EMAIL, Nova <nova@example.org>",
        "S3_BUCKET, Media",
        "S3_REGION, Frankfurt am Main",
        "S3_ACCESS_KEY_ID, AKIAIOSFODNN7EXAMPLE",
        "S3_SECRET_ACCESS_KEY, wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "S3_ENDPOINT, s3.example.org",
        "CLICKHOUSE_URL, http://default:canary@localhost:8123",
        "CLICKHOUSE_DATABASE, nova; drop",
        "CLICKHOUSE_TIMEOUT_MS, 5s",
        "MILVUS_ENABLED, 1",
        "MILVUS_HOST, http://milvus",
        "MILVUS_PORT, 0",
        "MILVUS_DATABASE, no-va",
        "GRAPH_ENABLED, ja",
        "GRAPH_NEO4J_URI, http://localhost:7687",
        "NOVA_ROLES, everything",
        "NOVA_CLUSTER_HOST, 0.0.0.0",
        "NOVA_CLUSTER_CONTACT_POINTS, 127.0.0.1",
        "NOVA_MANAGEMENT_SECRET, short",
        "NOVA_ACTIVE_ENTITIES, 0",
        "SEARCH_PORT, 8080",
        "LOG_LEVEL, verbose",
        "LOG_LEVEL, 'info,no logger=debug'"
    })
    void refusesWhatMakesNoSenseWithoutShowingSecrets(String variable, String value) {
        var mistakes = mistakes(plus(GROUPS, variable, value));

        assertThat(mistakes)
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.variables()).contains(variable));
        assertThat(mistakes.toString()).doesNotContain("canary", "EXAMPLE", "app-specific");
    }

    @Test
    void theMasterKeysetIsInOnePlace(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("keyset.json"), KEYSET);

        assertThat(mistakes(Map.of("NOVA_MASTER_KEYSET_FILE", file.toString())))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.toString()).contains("only one of the two"));
        assertThat(settings(Map.of("NOVA_MASTER_KEYSET", "", "NOVA_MASTER_KEYSET_FILE", file.toString()))
                        .persistence()
                        .masterKeyset()
                        .file())
                .contains(file);
    }

    @Test
    void tellsOfTheMistakesOfAllModulesAtOnce() {
        var environment = Map.of(
                "APP_PORT", "0",
                "DATABASE_MAX_CONNECTIONS", "0",
                "RTMP_PORT", "0",
                "NOVA_CLUSTER_PORT", "0",
                "LOG_LEVEL", "loud");

        assertThatThrownBy(() -> NodeSettings.from(environment))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContainingAll(environment.keySet().toArray(String[]::new))
                .hasMessageContainingAll("8 settings", "DATABASE_URL", "JWT_PRIVATE_KEY_PEM", "NOVA_MASTER_KEYSET");
    }

    @Test
    void wantsGroupsToBeWhole() {
        assertThat(names(mistakes(Map.of("SMTP_HOST", "smtp", "SMTP_USERNAME", "me"))))
                .containsExactlyInAnyOrder("SMTP_FROM_EMAIL", "SMTP_PASSWORD");
        assertThat(names(mistakes(Map.of("S3_ENDPOINT", "http://s3"))))
                .containsExactlyInAnyOrder("S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY");
        assertThat(names(mistakes(Map.of("GRAPH_ENABLED", "true")))).containsExactly("GRAPH_NEO4J_PASSWORD");
    }

    @Test
    void wantsAMajorityOfTheContactPoints() {
        var three = "a:1,b:1,c:1";

        assertThat(names(mistakes(Map.of("NOVA_CLUSTER_CONTACT_POINTS", three))))
                .containsExactly("NOVA_CLUSTER_REQUIRED_CONTACT_POINTS");
        assertThat(settings(Map.of("NOVA_CLUSTER_CONTACT_POINTS", three, "NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", "2"))
                        .cluster()
                        .contactPoints())
                .hasSize(3);
    }

    @Test
    void sharesTheConnectionsAmongThePools() {
        for (var max : List.of(6, 7, 26, 50)) {
            var database = settings(Map.of("DATABASE_MAX_CONNECTIONS", Integer.toString(max)))
                    .persistence()
                    .database();

            assertThat(database.journalPool() + database.queryPool() + database.projectionPool())
                    .isEqualTo(max - 1);
            assertThat(List.of(database.journalPool(), database.queryPool(), database.projectionPool()))
                    .allMatch(size -> size > 0);
        }
    }

    @Test
    void printsNoSecret() {
        var environment = new HashMap<String, String>();
        var canaries = List.of(
                "SMTP_PASSWORD",
                "S3_ACCESS_KEY_ID",
                "S3_SECRET_ACCESS_KEY",
                "CLICKHOUSE_PASSWORD",
                "GRAPH_NEO4J_PASSWORD",
                "NOVA_MANAGEMENT_SECRET");
        canaries.forEach(name -> environment.put(name, "canary-of-" + name));
        environment.put("DATABASE_URL", "postgresql://nova:canary@db/nova?sslpassword=canary");
        environment.put("REDIS_URL", "redis://:canary@cache:6379");

        var printed = settings(plus(GROUPS, environment)).toString();

        assertThat(printed).doesNotContain("canary", "PRIVATE KEY", "keyMaterial");
        assertThat(printed).contains("db:5432/nova", "redis://:***@cache:6379", "smtp.example.org");
    }

    private static List<Mistake> mistakes(Map<String, String> environment) {
        try {
            settings(environment);
            return List.of();
        } catch (SettingsRefused refused) {
            return refused.mistakes();
        }
    }

    private static List<String> names(List<Mistake> mistakes) {
        return mistakes.stream()
                .flatMap(mistake -> mistake.variables().stream())
                .toList();
    }
}
