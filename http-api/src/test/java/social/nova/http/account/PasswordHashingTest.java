package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import social.nova.http.common.HttpSettings.PasswordHash;

class PasswordHashingTest {
    static final PasswordHash CHEAP = new PasswordHash(64, 1, 1, 2, 100);

    private final PasswordHashing hashing = new PasswordHashing(CHEAP);

    @AfterEach
    void close() {
        hashing.close();
    }

    @Test
    void knowsThePasswordItHashed() throws Exception {
        var hash = get(hashing.hash("SecurePass123!"));

        assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(get(hashing.verify("SecurePass123!", hash))).isTrue();
        assertThat(get(hashing.verify("SecurePass123?", hash))).isFalse();
        assertThat(get(hashing.verify("", hash))).isFalse();
    }

    @Test
    void takesHalfACharacterForNoOther() throws Exception {
        var hash = get(hashing.hash("SecurePass123!?"));

        assertThat(get(hashing.verify("SecurePass123!\ud800", hash))).isFalse();
        assertThat(PasswordHashing.isText("SecurePass123!\ud83d\ude00")).isTrue();
        assertThat(PasswordHashing.isText("SecurePass123!\ud83d")).isFalse();
    }

    @Test
    void saltsEveryHash() throws Exception {
        assertThat(get(hashing.hash("same"))).isNotEqualTo(get(hashing.hash("same")));
    }

    @Test
    void readsHashesOfAnotherCost() throws Exception {
        try (var dearer = new PasswordHashing(new PasswordHash(128, 2, 1, 1, 10))) {
            var hash = get(dearer.hash("SecurePass123!"));

            assertThat(get(hashing.verify("SecurePass123!", hash))).isTrue();
            assertThat(hashing.isCheap(hash)).isFalse();
            assertThat(dearer.isCheap(hash)).isFalse();
            assertThat(dearer.isCheap(get(hashing.hash("SecurePass123!")))).isTrue();
        }
    }

    // Made by password4j, which hashed before Bouncy Castle did.
    @Test
    void readsHashesOfOtherLibraries() throws Exception {
        var hash = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$qhGYb1MyPEE+aES/CN6NCQDLQrWvmzyI+WAxnX2ZLmI";

        assertThat(get(hashing.verify("pw", hash))).isTrue();
        assertThat(get(hashing.verify("pW", hash))).isFalse();
    }

    @Test
    void takesAPasswordForTheSameHoweverItsAccentsWereTyped() throws Exception {
        var hash = get(hashing.hash("Caf\u00e9 123!"));

        assertThat(get(hashing.verify("Cafe\u0301 123!", hash))).isTrue();
    }

    @Test
    void nothingMatchesNothing() throws Exception {
        assertThat(get(hashing.verifyAgainstNothing(""))).isFalse();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
