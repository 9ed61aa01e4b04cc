package social.nova.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.measure.ProcessUsage;
import social.nova.loadtest.run.NovaRun;

/// The database Nova runs on, without Nova: rows shaped like the journal's from many connections, one a commit or in
/// groups. As many durable rows a second as this machine's PostgreSQL takes.
public final class PlainInserts implements AutoCloseable {
    private static final int PAYLOAD = 250;
    private static final Duration REST_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);
    // Of CPU within that time: what projections take that look for events in vain.
    private static final long RESTING_MICROS = 75_000;
    private static final String TABLE = """
            CREATE TABLE bench_inserts (
              ordering bigserial PRIMARY KEY,
              persistence_id text NOT NULL,
              sequence_number bigint NOT NULL,
              writer text NOT NULL,
              write_timestamp bigint NOT NULL,
              event_payload bytea NOT NULL,
              UNIQUE (persistence_id, sequence_number))
            WITH (autovacuum_enabled = false)
            """;
    private static final String INSERT = """
            INSERT INTO bench_inserts (persistence_id, sequence_number, writer, write_timestamp, event_payload)
            VALUES (?, ?, ?, ?, ?)
            """;

    private final String url;
    private final Properties login = new Properties();
    private final long postmaster;

    /// @param run one with the embedded PostgreSQL
    public PlainInserts(NovaRun run) {
        var report = Web.read(read(run.data().resolve("run/stack.json")));
        var address = URI.create(report.path("environment").path("DATABASE_URL").asText());
        this.postmaster = postmaster(run.data().resolve("postgres"));
        var user = address.getUserInfo().split(":", 2);
        this.url = "jdbc:postgresql://%s:%d%s".formatted(address.getHost(), address.getPort(), address.getPath());
        login.setProperty("user", user[0]);
        login.setProperty("password", user[1]);
        login.setProperty("reWriteBatchedInserts", "true");
        execute("DROP TABLE IF EXISTS bench_inserts");
        execute(TABLE);
    }

    /// How rows come.
    ///
    /// @param connections that insert at once
    /// @param rowsPerCommit 1 for each row in a transaction of its own
    public record Way(int connections, int rowsPerCommit) {}

    /// Inserts into an empty table for a while, by connections opened before that, and gives the rows committed a
    /// second.
    public double rowsPerSecond(Way way, Duration time) {
        execute("TRUNCATE bench_inserts");
        var rows = new AtomicLong();
        var connections =
                Stream.generate(this::connect).limit(way.connections()).toList();
        try (var threads = Executors.newFixedThreadPool(connections.size())) {
            var deadline = System.nanoTime() + time.toNanos();
            CompletableFuture.allOf(connections.stream()
                            .map(connection -> CompletableFuture.runAsync(
                                    () -> insertUntil(deadline, connection, way.rowsPerCommit(), rows), threads))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
        return rows.get() / (time.toNanos() / 1e9);
    }

    /// How often PostgreSQL has synced its log to disk so far.
    public long walSyncs() {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT wal_sync FROM pg_stat_wal")) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until PostgreSQL has next to nothing to do: what was sent before may still be on its way into tables.
    public void awaitRest() {
        Await.until("PostgreSQL to come to rest", REST_WITHIN, () -> {
            var before = usage();
            Await.pause(LOOK);
            return usage().since(before).cpuMicros() < RESTING_MICROS;
        });
    }

    /// What PostgreSQL has used so far, its sessions included.
    public ProcessUsage usage() {
        return ProcessUsage.ofFamily(postmaster);
    }

    @Override
    public void close() {
        execute("DROP TABLE bench_inserts");
    }

    private static void insertUntil(long deadline, Connection opened, int rowsPerCommit, AtomicLong rows) {
        var id = UUID.randomUUID().toString();
        try (var connection = opened;
                var insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(rowsPerCommit == 1);
            for (long n = 1; System.nanoTime() < deadline; n += rowsPerCommit) {
                insert(connection, insert, id, n, rowsPerCommit);
                rows.addAndGet(rowsPerCommit);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(Connection connection, PreparedStatement insert, String id, long from, int count)
            throws SQLException {
        for (var n = from; n < from + count; n++) {
            insert.setString(1, id);
            insert.setLong(2, n);
            insert.setString(3, id);
            insert.setLong(4, n);
            insert.setBytes(5, new byte[PAYLOAD]);
            insert.addBatch();
        }
        insert.executeBatch();
        if (count > 1) {
            connection.commit();
        }
    }

    private static long postmaster(Path folder) {
        try (var files = Files.walk(folder, 2)) {
            var file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() {
        try {
            return DriverManager.getConnection(url, login);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
