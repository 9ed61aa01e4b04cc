package social.nova.persistence.common;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.ErrorCode;

/// Tells weather from defects among what drivers and pools throw.
public final class DatabaseFailure {
    // Connection trouble (08), read-only or a transaction cut off (25), out of resources (53), stopped or cut off (57),
    // the server's disk (58), and what a retry may cure: lock timeouts (55) and serialization failures (40).
    private static final Set<String> UNAVAILABLE = Set.of("08", "25", "40", "53", "55", "57", "58");

    private DatabaseFailure() {}

    /// [ErrorCode#DATABASE_ERROR] where PostgreSQL cannot be reached, is too slow or takes nothing more, or its pool
    /// does not; any other failure as it is: it is a mistake of ours and must not look like weather.
    public static Throwable of(Throwable failure) {
        return isUnavailable(failure) ? ErrorCode.DATABASE_ERROR.failure() : failure;
    }

    static boolean isUnavailable(@Nullable Throwable failure) {
        return switch (failure) {
            case SQLTransientException _, RejectedExecutionException _ -> true;
            case SQLException sql -> isUnavailable(sql.getSQLState());
            case CompletionException wrapped -> isUnavailable(wrapped.getCause());
            case null, default -> false;
        };
    }

    // Pools and drivers give no state when they never came as far as the server.
    private static boolean isUnavailable(@Nullable String state) {
        return state == null || state.length() < 2 || UNAVAILABLE.contains(state.substring(0, 2));
    }
}
