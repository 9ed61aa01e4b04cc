package social.nova.persistence.projection;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.Shards;

/// Measures how far a projection is behind the journal, slice by slice.
public final class ProjectionLag {
    /// Counting stops there: whoever is that far behind, the exact number is not worth the reading.
    public static final int COUNTED_UP_TO = 10_000;

    private final Database database;
    private final String projection;
    private final List<String> tags;

    /// @param events not applied yet, at most [#COUNTED_UP_TO]
    /// @param oldest when the first of them was written; nothing when there is none
    public record Lag(long events, @Nullable Instant oldest) {}

    /// @param projection as its offsets are stored
    /// @param entityType whose events it reads
    public ProjectionLag(Database database, String projection, String entityType) {
        this.database = database;
        this.projection = projection;
        this.tags = IntStream.range(0, Shards.NUMBER_OF_SLICES)
                .mapToObj(slice -> Shards.tag(entityType, slice))
                .toList();
    }

    public String projection() {
        return projection;
    }

    /// The tags of its slices.
    public List<String> tags() {
        return tags;
    }

    /// By tag. Reads what waits, however long the journal is: a join of both tables would be walked from its beginning.
    public CompletionStage<Map<String, Lag>> measure() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT slice.tag, behind.events, (
                        SELECT write_timestamp FROM event_journal WHERE ordering = behind.first) AS oldest
                    FROM unnest(?::text[]) AS slice (tag) CROSS JOIN LATERAL (
                        SELECT count(*) AS events, min(event_id) AS first FROM (
                            SELECT event_id FROM event_tag
                            WHERE event_tag.tag = slice.tag AND event_id > coalesce((
                                SELECT current_offset::bigint FROM akka_projection_offset_store
                                WHERE projection_name = ? AND projection_key = slice.tag), 0)
                            ORDER BY event_id
                            LIMIT ?) AS waiting) AS behind
                    """)) {
                statement.setArray(1, connection.createArrayOf("text", tags.toArray()));
                statement.setString(2, projection);
                statement.setInt(3, COUNTED_UP_TO);
                var lags = new HashMap<String, Lag>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var events = rows.getLong(2);
                        lags.put(
                                rows.getString(1),
                                new Lag(events, events == 0 ? null : Instant.ofEpochMilli(rows.getLong(3))));
                    }
                }
                return Map.copyOf(lags);
            }
        });
    }
}
