package social.nova.persistence.common;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// PostgreSQL as requests use it: bounded pools, and calls that run on virtual threads, never on the caller's.
///
/// A call fails with [ErrorCode#DATABASE_ERROR] when PostgreSQL cannot be reached, is too slow, or too many calls
/// wait already; at once while the [watch][#watch] knows that it is away. Every transaction is cut off by the
/// server after five seconds: a journal event that commits later than that could be skipped by a projection for
/// ever.
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String STATEMENT_TIMEOUT = "57014";
    private static final String TIMEOUTS =
            "SET statement_timeout = '5s'; SET transaction_timeout = '5s'; SET lock_timeout = '3s'; SET jit = off";

    private final HikariDataSource queries;
    private final HikariDataSource projections;
    private final ProbeConnection probe;
    private final Executor executor;
    private final DatabaseWatch watch;
    private final int maxWaiting;
    private final Semaphore waiting;

    private Database(HikariDataSource queries, HikariDataSource projections, ProbeConnection probe, int maxWaiting) {
        this.queries = queries;
        this.projections = projections;
        this.probe = probe;
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("database-", 0).factory());
        this.watch = new DatabaseWatch(probe, executor);
        this.maxWaiting = maxWaiting;
        this.waiting = new Semaphore(maxWaiting);
    }

    /// Opens the pools without waiting for the server; nothing is migrated.
    public static Database open(DatabaseSettings settings) {
        return new Database(
                pool("nova-queries", settings, settings.queryPool()),
                pool("nova-projections", settings, settings.projectionPool()),
                new ProbeConnection(settings.url()),
                settings.maxWaiting());
    }

    /// Brings the schema to this release's version. Blocks; safe when several nodes do it at once.
    public static void migrate(DatabaseUrl url) {
        Flyway.configure()
                .dataSource(url.jdbc(), url.user(), url.password().value())
                .locations("classpath:db/migration")
                .connectRetries(10)
                .load()
                .migrate();
    }

    /// What to run on a connection.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /// Runs single statements, each its own transaction.
    public <T extends @Nullable Object> CompletionStage<T> query(Work<T> work) {
        return call(work);
    }

    /// Runs all of `work` in one transaction: all of it happens, or nothing.
    public <T extends @Nullable Object> CompletionStage<T> transaction(Work<T> work) {
        return call(connection -> {
            connection.setAutoCommit(false);
            try {
                var result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failure) {
                rollback(connection, failure);
                throw failure;
            }
        });
    }

    /// The connections of projections: a pool of its own.
    public DataSource forProjections() {
        return projections;
    }

    /// Knows whether PostgreSQL is there, once somebody makes it look every so often.
    public DatabaseWatch watch() {
        return watch;
    }

    /// Has the pools counted, and the calls that wait for them.
    public void register(MeterRegistry registry) {
        queries.setMetricRegistry(registry);
        projections.setMetricRegistry(registry);
        Gauge.builder("nova.database.calls", waiting, free -> maxWaiting - free.availablePermits())
                .description("Calls of requests that wait for a connection or use one")
                .register(registry);
    }

    @Override
    public void close() {
        queries.close();
        projections.close();
        probe.close();
    }

    private <T extends @Nullable Object> CompletionStage<T> call(Work<T> work) {
        return watch.unlessAway(() -> run(work));
    }

    private <T extends @Nullable Object> CompletionStage<T> run(Work<T> work) {
        if (!waiting.tryAcquire()) {
            return CompletableFuture.failedStage(ErrorCode.DATABASE_ERROR.failure());
        }
        var result = new CompletableFuture<T>();
        executor.execute(Trace.keeping(() -> {
            try (var connection = queries.getConnection()) {
                result.complete(work.on(connection));
            } catch (SQLException failure) {
                LOG.warn("The database failed a call: {} (SQLSTATE {})", failure.getMessage(), failure.getSQLState());
                result.completeExceptionally(DatabaseFailure.of(failure));
            } catch (RuntimeException | Error defect) {
                result.completeExceptionally(defect);
            } finally {
                waiting.release();
            }
        }));
        return result;
    }

    /// Whether PostgreSQL could not be reached or had to break off, as opposed to having refused what it
    /// was told. A statement that took too long counts as refused.
    public static boolean isAway(SQLException failure) {
        return DatabaseFailure.isUnavailable(failure) && !STATEMENT_TIMEOUT.equals(failure.getSQLState());
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            cause.addSuppressed(failure);
        }
    }

    private static HikariDataSource pool(String name, DatabaseSettings settings, int size) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url().jdbc());
        config.setUsername(settings.url().user());
        config.setPassword(settings.url().password().value());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(DatabaseSettings.minIdle(size));
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(TIMEOUTS);
        config.addDataSourceProperty("connectTimeout", "3");
        // The server cuts statements off after five seconds; what is silent for longer is gone.
        config.addDataSourceProperty("socketTimeout", "6");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", name);
        // Which row it was that PostgreSQL refused is personal data, and messages end up in logs.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return new HikariDataSource(config);
    }
}
