package social.nova.persistence.common;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// One real, migrated PostgreSQL for all tests of this module. Tests share it, so they make ids of their own.
public final class TestDatabase {
    private static final Database DATABASE = start();

    private TestDatabase() {}

    public static Database get() {
        return DATABASE;
    }

    private static Database start() {
        try {
            var url = new DatabaseUrl(
                    EmbeddedPostgres.builder().start().getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
            Database.migrate(url);
            return Database.open(
                    new PersistenceSettings(url, 10, 2, Duration.ofSeconds(3), 1_000, "redis://127.0.0.1:6379", 1, ""));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
