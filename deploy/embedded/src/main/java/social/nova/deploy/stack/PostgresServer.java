package social.nova.deploy.stack;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.SecretFile;

/// PostgreSQL 17 with a database `nova` that a role `nova` owns. Passwords are random, and asked of everybody.
final class PostgresServer implements EmbeddedService {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String NAME = "nova";

    private final PostgresCluster cluster;
    private final Process process;
    private final int port;
    private final String password;

    private PostgresServer(PostgresCluster cluster, Process process, int port, String password) {
        this.cluster = cluster;
        this.process = process;
        this.port = port;
        this.password = password;
    }

    static PostgresServer start(DataDirectory data, int port) throws IOException, InterruptedException, SQLException {
        var superuserPassword =
                SecretFile.in(data, "postgres-superuser-password").orMake(SecretFile::randomPassword);
        var password = SecretFile.in(data, "postgres-password").orMake(SecretFile::randomPassword);
        var cluster = new PostgresCluster(
                PostgresPrograms.unpackedIn(data.bin()),
                Unprivileged.ofThisProcess(),
                data.root().resolve("postgres"),
                data.log("postgres"));
        cluster.makeIfAbsent(superuserPassword);
        var server = new PostgresServer(cluster, cluster.serve(port), port, password);
        try (var connection = server.connectWhenReady(superuserPassword)) {
            server.prepare(connection);
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            server.process.destroyForcibly();
            throw e;
        }
        return server;
    }

    private Connection connectWhenReady(String superuserPassword)
            throws IOException, InterruptedException, SQLException {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {StackPorts.HOST});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser(PostgresCluster.SUPERUSER);
        source.setPassword(superuserPassword);
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                if (!process.isAlive()) {
                    throw new IOException(
                            "PostgreSQL ended with %d, see %s".formatted(process.exitValue(), cluster.log()));
                }
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(Duration.ofMillis(50));
            }
        }
    }

    private void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!statement
                    .executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")
                    .next()) {
                statement.execute("CREATE ROLE " + NAME + " LOGIN");
            }
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(NAME, password)); // hexadecimal
            if (!statement
                    .executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")
                    .next()) {
                statement.execute("CREATE DATABASE %s OWNER %s".formatted(NAME, NAME));
            }
        }
    }

    @Override
    public StackService kind() {
        return StackService.POSTGRESQL;
    }

    @Override
    public String address() {
        return StackPorts.HOST + ":" + port;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("DATABASE_URL", "postgresql://%s:%s@%s/%s".formatted(NAME, password, address(), NAME));
    }

    @Override
    public CompletableFuture<?> ended() {
        return process.onExit();
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                cluster.stop();
            }
        } catch (IOException e) {
            LOG.warn("PostgreSQL did not stop in order, it is killed", e);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
