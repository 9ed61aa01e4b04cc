package social.nova.http.common;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.DatabaseUrl;
import social.nova.persistence.common.PersistenceSettings;

/// One real, migrated PostgreSQL for all tests of this module. Tests share it, so they make ids of their own.
public final class TestDatabase {
    /// One XChaCha20-Poly1305 key; protects nothing but test data.
    public static final String MASTER_KEYSET = """
            {"primaryKeyId":1,"key":[{"keyId":1,"status":"ENABLED","outputPrefixType":"TINK","keyData":{\
            "typeUrl":"type.googleapis.com/google.crypto.tink.XChaCha20Poly1305Key","keyMaterialType":"SYMMETRIC",\
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw=="}}]}""";

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
