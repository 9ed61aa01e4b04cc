package social.nova.persistence.common;

import io.micrometer.core.instrument.MeterRegistry;
import slick.jdbc.JdbcDataSource;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/// The connections of Akka's journal, which Slick makes and keeps: they can be counted from here, and no more.
public final class JournalPool {
    private JournalPool() {}

    /// Has the pool counted beside those of [Database].
    public static void register(JdbcDataSource source, MeterRegistry registry) {
        if (source instanceof HikariCPJdbcDataSource pool) {
            pool.ds().setMetricRegistry(registry);
        }
    }
}
