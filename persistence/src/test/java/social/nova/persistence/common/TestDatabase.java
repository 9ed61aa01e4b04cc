package social.nova.persistence.common;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import social.nova.protocols.settings.Secret;

/// One real, migrated PostgreSQL for all tests of a module, those of `http-api` too. Tests share it, so they make ids
/// of their own.
public final class TestDatabase {
    /// One XChaCha20-Poly1305 key; protects nothing but test data.
    public static final String MASTER_KEYSET = """
            {"primaryKeyId":1,"key":[{"keyId":1,"status":"ENABLED","outputPrefixType":"TINK","keyData":{\
            "typeUrl":"type.googleapis.com/google.crypto.tink.XChaCha20Poly1305Key","keyMaterialType":"SYMMETRIC",\
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw=="}}]}""";

    private static final DatabaseUrl URL = start();
    private static final Database DATABASE = open();

    private TestDatabase() {}

    public static Database get() {
        return DATABASE;
    }

    /// A connection of the caller's own, outside every pool and time limit, that commits when it is told to.
    public static Connection connect() throws SQLException {
        var connection = DriverManager.getConnection(
                URL.jdbc(), URL.user(), URL.password().value());
        connection.setAutoCommit(false);
        return connection;
    }

    /// What an actor system needs whose journal is in this database.
    public static Config journal() {
        return ConfigFactory.parseMap(Map.of(
                        "url",
                        URL.jdbc(),
                        "user",
                        URL.user(),
                        "password",
                        URL.password().value()))
                .atPath("akka-persistence-jdbc.shared-databases.slick.db")
                .withFallback(ConfigFactory.parseResources("journal-test.conf"))
                .withFallback(ConfigFactory.load());
    }

    private static DatabaseUrl start() {
        try {
            var url = new DatabaseUrl(
                    EmbeddedPostgres.builder().start().getJdbcUrl("postgres", "postgres"),
                    "postgres",
                    new Secret("postgres"));
            Database.migrate(url);
            return url;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Database open() {
        return Database.open(new DatabaseSettings(URL, 12, Duration.ofSeconds(30), Duration.ofSeconds(3), 1_000));
    }
}
