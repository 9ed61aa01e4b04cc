package social.nova.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;

class RevokedSessionsTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    private final RevokedSessions table = new RevokedSessions(TestDatabase.get());
    private final String session = UUID.randomUUID().toString();

    @Test
    void tellsWhatWasRevokedHoweverOften() throws Exception {
        get(table.revoke(List.of(session, session + "-2"), LATER));
        get(table.revoke(List.of(session), LATER.plusSeconds(1)));

        assertThat(get(table.since(Instant.EPOCH)).until())
                .containsEntry(session, LATER)
                .containsEntry(session + "-2", LATER);
    }

    @Test
    void tellsOnlyWhatIsNewAndWhatMayBe() throws Exception {
        get(table.revoke(List.of(session), LATER));
        var reading = get(table.since(Instant.EPOCH));

        assertThat(get(table.since(reading.asOf())).until()).containsKey(session);
        assertThat(get(table.since(reading.asOf().plus(Duration.ofMinutes(1)))).until())
                .doesNotContainKey(session);
    }

    @Test
    void knowsTheTimeAlsoWhenThereIsNothingNew() throws Exception {
        var future = Instant.parse("2099-01-01T00:00:00Z");

        assertThat(get(table.since(future)).asOf()).isBefore(future);
        assertThat(get(table.since(future)).until()).isEmpty();
    }

    @Test
    void forgetsWhatNoTokenIsLeftOf() throws Exception {
        get(table.revoke(List.of(session), Instant.now().minusSeconds(1)));

        assertThat(get(table.since(Instant.EPOCH)).until()).doesNotContainKey(session);
        assertThat(get(table.forgetExpired())).isNotNegative();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
