package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.settings.SettingsReader;

/// The table of settings, the files `reference.conf` and the API's list of variables say the same.
class SettingsDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW =
            Pattern.compile("\\| `([A-Z0-9_]+)`(?: \\*)? \\| `([a-z0-9.-]+)` \\| (\\S.*?) \\| .*");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([a-z0-9.-]+)\\s*[={].*");

    /// The variables of the API reference.
    private static final Set<String> API = Set.of(("APP_ENV APP_HOST APP_PORT DATABASE_URL DATABASE_MAX_CONNECTIONS"
                    + " DATABASE_POOL_IDLE_TIMEOUT REDIS_URL JWT_PRIVATE_KEY_PEM JWT_PUBLIC_KEY_PEM"
                    + " JWT_ACCESS_TOKEN_EXPIRY JWT_REFRESH_TOKEN_EXPIRY SMTP_HOST SMTP_PORT SMTP_USERNAME"
                    + " SMTP_PASSWORD SMTP_FROM_EMAIL S3_BUCKET S3_REGION S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY"
                    + " S3_ENDPOINT KAFKA_BROKERS KAFKA_EVENTS_TOPIC KAFKA_CDC_TOPIC CLICKHOUSE_URL"
                    + " CLICKHOUSE_DATABASE CLICKHOUSE_USERNAME CLICKHOUSE_PASSWORD CLICKHOUSE_TIMEOUT_MS"
                    + " MILVUS_ENABLED MILVUS_HOST MILVUS_PORT MILVUS_DATABASE GRAPH_ENABLED GRAPH_NEO4J_URI"
                    + " GRAPH_NEO4J_USER GRAPH_NEO4J_PASSWORD CORS_ALLOWED_ORIGINS RATE_LIMIT_MAX_REQUESTS"
                    + " RATE_LIMIT_WINDOW_SECONDS RUST_LOG")
            .split(" "));

    private record Row(String variable, String key, String value) {}

    @Test
    void tableNamesEveryVariableWithItsKey() throws IOException {
        var files = reader().variables().entrySet().stream()
                .flatMap(key -> key.getValue().stream().map(variable -> variable + " " + key.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(table().stream().map(row -> row.variable() + " " + row.key()))
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void tableTellsTheDefaultsOfTheFiles() throws IOException {
        var config = reader().config();

        for (var row : table()) {
            var value = config.hasPath(row.key()) ? config.getString(row.key()) : null;
            var expected = value == null ? "none" : value.isEmpty() ? "empty" : "`" + value + "`";
            assertThat(row.value()).as(row.variable()).isEqualTo(expected);
        }
    }

    @Test
    void everyVariableOfTheApiIsHonoured() {
        var known = reader().variables().values().stream().flatMap(List::stream).collect(Collectors.toSet());

        assertThat(API).hasSize(41);
        assertThat(known).containsAll(API);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocols", "persistence", "media-pipeline", "http-api", "cluster-node"})
    void everyKeyHasAComment(String module) throws IOException {
        var lines = Files.readAllLines(ROOT.resolve(module).resolve("src/main/resources/reference.conf"));
        var bare = new ArrayList<String>();
        for (var n = 0; n < lines.size(); n++) {
            var key = ASSIGNMENT.matcher(lines.get(n));
            var above = n == 0 ? "" : lines.get(n - 1).strip();
            if (key.matches() && !above.startsWith("#") && !above.startsWith(key.group(1) + " ")) {
                bare.add(lines.get(n));
            }
        }

        assertThat(lines).isNotEmpty();
        assertThat(bare).isEmpty();
    }

    private static SettingsReader reader() {
        return SettingsReader.of(Map.of(), ConfigFactory.empty());
    }

    private static List<Row> table() throws IOException {
        try (var lines = Files.lines(ROOT.resolve("docs/06-settings.md"))) {
            var rows = lines.map(ROW::matcher)
                    .filter(row -> row.matches())
                    .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
                    .toList();
            assertThat(rows).hasSizeGreaterThan(50);
            return rows;
        }
    }
}
