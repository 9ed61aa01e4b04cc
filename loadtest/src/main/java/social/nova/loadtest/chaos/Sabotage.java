package social.nova.loadtest.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import social.nova.loadtest.agent.PlantedFault;
import social.nova.loadtest.fault.Fault.Kill;
import social.nova.loadtest.fault.Fault.Stop;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.fault.Victim;
import social.nova.loadtest.run.Service;
import social.nova.loadtest.run.Signal;

/// Negative controls: what Nova cannot survive, done to it on purpose. A checker that stays green then proves nothing.
enum Sabotage {
    NONE,
    /// A message disappears from journal and table, behind Nova's back.
    DROP_ROW {
        @Override
        void during(Testbed bed, Workload workload) {
            var conversation = workload.conversations().getFirst();
            workload.awaitAnswers(MORE_THAN_A_TAIL);
            execute(bed, """
                    DELETE FROM event_journal USING messages
                    WHERE persistence_id = 'Conversation|%1$s' AND event_journal.sequence_number = revision
                      AND conversation_id = '%1$s' AND messages.sequence_number = 3
                    """.formatted(conversation));
            execute(
                    bed,
                    "DELETE FROM messages WHERE conversation_id = '%s' AND sequence_number = 3"
                            .formatted(conversation));
        }
    },
    /// PostgreSQL acknowledges commits before they are on disk, and crashes.
    ASYNC_COMMIT {
        @Override
        void before(Testbed bed) {
            execute(bed, "ALTER ROLE nova SET synchronous_commit = off");
            bed.before(Service.POSTGRESQL).reset(); // the setting is one of new connections
            bed.awaitReady();
        }

        @Override
        void during(Testbed bed, Workload workload) {
            workload.awaitAnswers(MORE_THAN_A_TAIL);
            workload.strike(new Stop(Service.POSTGRESQL, Signal.KILL, Duration.ofSeconds(2)));
            workload.strike(new Kill(Victim.HOLDER));
        }
    },
    /// Nodes take every repetition for another message.
    NO_DEDUPLICATION {
        @Override
        Optional<PlantedFault> planted() {
            return Optional.of(PlantedFault.NO_DEDUPLICATION);
        }
    },
    /// Nodes lose frames on their way into sockets' queues, and do not notice.
    SILENT_DROP {
        @Override
        Optional<PlantedFault> planted() {
            return Optional.of(PlantedFault.SILENT_DROP);
        }
    };

    /// What a conversation keeps in memory, and some.
    private static final int MORE_THAN_A_TAIL = 250;

    private static final int A_FEW = 20;

    /// What is wrong with the nodes from the beginning to the end.
    Optional<PlantedFault> planted() {
        return Optional.empty();
    }

    /// When all nodes are ready, and nobody talks yet.
    void before(Testbed bed) {}

    /// After the faults, while everybody still talks.
    void during(Testbed bed, Workload workload) {
        if (planted().isPresent()) {
            workload.awaitAnswers(A_FEW);
        }
    }

    private static void execute(Testbed bed, String sql) {
        try (var connection = bed.database().connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
