package social.nova.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;

class LoginAttemptsTest {
    private static final int LIMIT = 5;

    private final LoginAttempts attempts = new LoginAttempts(TestDatabase.get(), LIMIT, Duration.ofMinutes(15));
    private final byte[] address = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    @Test
    void locksAfterTheFifthFailureInARow() throws Exception {
        for (var n = 0; n < LIMIT; n++) {
            assertThat(get(attempts.begin(address))).isTrue();
        }

        assertThat(get(attempts.begin(address))).isFalse();
        assertThat(get(attempts.begin(address))).isFalse();
    }

    @Test
    void aSuccessBeginsAnew() throws Exception {
        for (var n = 0; n < LIMIT - 1; n++) {
            get(attempts.begin(address));
        }
        get(attempts.begin(address));
        get(attempts.succeeded(address));

        for (var n = 0; n < LIMIT; n++) {
            assertThat(get(attempts.begin(address))).isTrue();
        }
        assertThat(get(attempts.begin(address))).isFalse();
    }

    @Test
    void whatWasBrokenOffDoesNotCount() throws Exception {
        for (var n = 0; n < 20; n++) {
            assertThat(get(attempts.begin(address))).isTrue();
            get(attempts.takeBack(address));
        }
        for (var n = 0; n < LIMIT; n++) {
            assertThat(get(attempts.begin(address))).isTrue();
        }
        get(attempts.takeBack(address));

        assertThat(get(attempts.begin(address))).isTrue();
        assertThat(get(attempts.begin(address))).isFalse();
    }

    @Test
    void ofManyAtOnceFiveAreLetIn() {
        var begun = IntStream.range(0, 50)
                .mapToObj(_ -> attempts.begin(address).toCompletableFuture())
                .toList();

        assertThat(begun.stream()
                        .filter(attempt ->
                                attempt.orTimeout(10, TimeUnit.SECONDS).join()))
                .hasSize(LIMIT);
    }

    @Test
    void aLockEnds() throws Exception {
        var shortly = new LoginAttempts(TestDatabase.get(), 1, Duration.ofSeconds(1));
        assertThat(get(shortly.begin(address))).isTrue();
        assertThat(get(shortly.begin(address))).isFalse();

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> get(shortly.begin(address)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
