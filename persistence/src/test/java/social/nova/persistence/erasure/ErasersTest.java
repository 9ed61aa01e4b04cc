package social.nova.persistence.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.UserId;

class ErasersTest {
    /// UUIDs that are no person's.
    private static final Set<String> OTHER_IDS = Set.of("id", "event_id", "conversation_id");

    private final Database database = TestDatabase.get();

    @Test
    void everyTableThatKnowsPeopleIsErasedOrLeftAloneForAReason() throws Exception {
        var listed =
                Erasers.ofTables(database).stream().map(Eraser::area).collect(Collectors.toCollection(TreeSet::new));
        listed.addAll(Erasers.LEFT_ALONE);

        var knowing = get(database.query(connection -> {
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT table_name, column_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type = 'uuid'
                    """)) {
                var tables = new TreeSet<String>();
                while (rows.next()) {
                    if (!OTHER_IDS.contains(rows.getString(2))) {
                        tables.add(rows.getString(1));
                    }
                }
                return tables;
            }
        }));

        assertThat(knowing).isNotEmpty();
        assertThat(listed).containsAll(knowing);
    }

    @Test
    void everyEraserMayRunForAnybodyAndAgain() throws Exception {
        var nobody = UserId.of(UUID.randomUUID());

        for (var eraser : Erasers.ofTables(database)) {
            get(eraser.work().apply(nobody));
            get(eraser.work().apply(nobody));
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
