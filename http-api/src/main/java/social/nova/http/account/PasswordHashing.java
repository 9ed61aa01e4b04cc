package social.nova.http.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.HttpSettings;

/// Argon2id on threads of its own, of low priority, so that a flood of logins slows logins and nothing else.
///
/// When all threads are busy and the queue is full, a call fails with `SERVICE_UNAVAILABLE` at once. Hashes are PHC
/// strings: they carry their own cost, so that raising the cost leaves older ones readable; [Login] renews those.
public final class PasswordHashing implements AutoCloseable {
    private static final int SALT_BYTES = 16;

    private final PhcString.Cost cost;
    private final Argon2id argon2;
    private final SecureRandom random = new SecureRandom();
    private final PoliteWork threads;
    private final String hashOfNothing;

    public PasswordHashing(HttpSettings.PasswordHash settings) {
        this.cost = new PhcString.Cost(settings.memoryKib(), settings.iterations(), settings.parallelism());
        this.argon2 = new Argon2id(cost);
        this.threads = new PoliteWork("password-hashing-", settings.threads(), settings.queue());
        this.hashOfNothing = hashNow("");
    }

    /// A salted hash of this password, as a PHC string.
    public CompletionStage<String> hash(String password) {
        return threads.submit(() -> hashNow(password));
    }

    /// Whether this can be a password. Half a character, which JSON can write, would be hashed as a question mark.
    static boolean isText(String password) {
        return password.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    /// Whether this is the password that was hashed.
    public CompletionStage<Boolean> verify(String password, String hash) {
        return threads.submit(() -> verifyNow(password, hash));
    }

    /// Whether this hash costs less to guess against than new ones do.
    boolean isCheap(String hash) {
        return PhcString.parse(hash).cost().work() < cost.work();
    }

    /// Takes as long as [#verify], and is always false: for who must not learn that there was nothing to check.
    public CompletionStage<Boolean> verifyAgainstNothing(String password) {
        return verify(password, hashOfNothing).thenApply(_ -> false);
    }

    /// Passwords that wait for a thread.
    public int waiting() {
        return threads.waiting();
    }

    /// Passwords being worked on.
    public int active() {
        return threads.active();
    }

    /// Takes no more work; waits a little for what was begun.
    @Override
    public void close() {
        threads.close();
    }

    private String hashNow(String password) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return argon2.hash(bytes(password), salt).text();
    }

    private boolean verifyNow(String password, String hash) {
        return argon2.matches(bytes(password), PhcString.parse(hash)) && isText(password);
    }

    // One keyboard types é as one character, another as two: the same password.
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }
}
