package social.nova.persistence.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.settings.Secret;

/// What calls see of a PostgreSQL that stops, starts, takes no writes or is slow. A server of its own, for stopping.
class DatabaseAwayTest {
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int PORT = freePort();

    @TempDir
    private static Path data;

    private static EmbeddedPostgres server;

    private Database database = open(Duration.ofSeconds(2), 6);

    @BeforeAll
    static void start() throws IOException {
        server = startServer();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void callsFailAtOnceWhileTheServerIsDownAndSucceedWhenItIsBack() throws Exception {
        assertThat(one()).succeedsWithin(SOON);
        assertThat(database.watch().look()).succeedsWithin(SOON);

        server.close();
        assertThat(database.watch().look()).failsWithin(AT_ONCE);
        assertIsDatabaseError(one(), AT_ONCE);

        server = startServer();
        assertThat(database.watch().look()).succeedsWithin(SOON);
        assertSucceedsAgain();
    }

    // pg_terminate_backend and fail-overs cut connections of a server that is there all the same.
    @Test
    void aProbeThatWasCutOffIsNoAbsence() throws Exception {
        assertThat(database.watch().look()).succeedsWithin(SOON);

        try (var admin = server.getPostgresDatabase().getConnection()) {
            run(admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'nova-%'");
        }

        assertThat(database.watch().look()).succeedsWithin(SOON);
        assertSucceedsAgain();
    }

    @Test
    void aServerThatTakesNoWritesIsAway() throws Exception {
        try (var admin = server.getPostgresDatabase().getConnection()) {
            run(admin, "ALTER SYSTEM SET default_transaction_read_only = on");
            run(admin, "SELECT pg_reload_conf()");

            assertIsDatabaseError(call("CREATE TABLE t (n INT)"), SOON);
            assertThat(database.watch().look()).failsWithin(SOON);

            run(admin, "SET default_transaction_read_only = off");
            run(admin, "ALTER SYSTEM RESET default_transaction_read_only");
            run(admin, "SELECT pg_reload_conf()");
        }

        assertThat(database.watch().look()).succeedsWithin(SOON);
        assertThat(call("CREATE TABLE t (n INT)")).succeedsWithin(SOON);
    }

    @Test
    void aStatementThatIsCutOffIsADatabaseErrorAndAWrongOneADefect() {
        assertIsDatabaseError(
                database.query(connection -> {
                    run(connection, "SET statement_timeout = 50");
                    return run(connection, "SELECT pg_sleep(5)");
                }),
                SOON);
        assertThat(call("SELECT nonsense"))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(SQLException.class);
    }

    @Test
    void aPoolWithoutAFreeConnectionIsADatabaseErrorButNoAbsence() throws Exception {
        database.close();
        database = open(Duration.ofMillis(300), 6);
        var taken = new CountDownLatch(2);
        var release = new CountDownLatch(1);
        for (var n = 0; n < 2; n++) {
            database.query(_ -> {
                taken.countDown();
                awaitLatch(release);
                return true;
            });
        }
        awaitLatch(taken);

        assertIsDatabaseError(one(), SOON);
        assertThat(database.watch().look()).succeedsWithin(SOON);
        release.countDown();
        assertThat(one()).succeedsWithin(SOON);
    }

    private CompletableFuture<Boolean> one() {
        return call("SELECT 1");
    }

    private CompletableFuture<Boolean> call(String sql) {
        return database.query(connection -> run(connection, sql)).toCompletableFuture();
    }

    // A pool trusts a connection that was used within the last half second: each dead one may cost a call.
    private void assertSucceedsAgain() {
        await().atMost(SOON)
                .until(() -> one().handle((_, failure) -> failure == null).get());
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertIsDatabaseError(CompletionStage<?> call, Duration within) {
        assertThat(call.toCompletableFuture())
                .failsWithin(within)
                .withThrowableThat()
                .havingCause()
                .isEqualTo(ErrorCode.DATABASE_ERROR.failure());
    }

    private static EmbeddedPostgres startServer() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("pg"))
                .setCleanDataDirectory(false)
                .setPort(PORT)
                .start();
    }

    private static Database open(Duration wait, int connections) {
        var url = new DatabaseUrl(
                "jdbc:postgresql://localhost:" + PORT + "/postgres", "postgres", new Secret("postgres"));
        return Database.open(new DatabaseSettings(url, connections, Duration.ofSeconds(30), wait, 100));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
