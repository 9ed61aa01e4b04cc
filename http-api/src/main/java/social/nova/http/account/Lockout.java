package social.nova.http.account;

import akka.Done;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import social.nova.persistence.account.LoginAttempts;
import social.nova.protocols.common.ErrorCode;

/// Locks an address after five failures in a row, for a quarter of an hour: also one that nobody has, so that a lock
/// tells nothing.
public final class Lockout {
    private static final String HMAC = "HmacSHA256";
    private static final byte[] PURPOSE = "login-attempts\0".getBytes(StandardCharsets.US_ASCII);

    private final LoginAttempts attempts;
    private final SecretKeySpec key;

    /// @param secret of the installation
    public Lockout(LoginAttempts attempts, byte[] secret) {
        this.attempts = attempts;
        this.key = new SecretKeySpec(secret, HMAC);
    }

    /// Makes an attempt at the password of this address. Fails with `ACCOUNT_LOCKED` without making it; one that fails
    /// with `INVALID_CREDENTIALS` counts, one that is broken off does not.
    public <T> CompletionStage<T> attempt(String email, Supplier<CompletionStage<T>> attempt) {
        var address = digest(email);
        return attempts.begin(address)
                .thenCompose(admitted -> admitted
                        ? attempt.get()
                                .thenCompose(
                                        value -> attempts.succeeded(address).thenApply(_ -> value))
                                .exceptionallyCompose(failure -> failed(address, failure))
                        : CompletableFuture.failedStage(ErrorCode.ACCOUNT_LOCKED.failure()));
    }

    private <T> CompletionStage<T> failed(byte[] address, Throwable failure) {
        var code = ErrorCode.of(failure).orElse(ErrorCode.INTERNAL_ERROR);
        return switch (code) {
            case INVALID_CREDENTIALS -> CompletableFuture.failedStage(failure);
            // The password was right.
            case EMAIL_NOT_VERIFIED, ACCOUNT_LOCKED ->
                attempts.succeeded(address).thenCompose(_ -> CompletableFuture.failedStage(failure));
            default ->
                attempts.takeBack(address)
                        .exceptionally(_ -> Done.getInstance()) // it counts as a failure, then
                        .thenCompose(_ -> CompletableFuture.failedStage(failure));
        };
    }

    /// Lets everybody try again whose address this is: they have proved otherwise that it is theirs.
    public CompletionStage<Done> unlock(String email) {
        return attempts.succeeded(digest(email));
    }

    private byte[] digest(String email) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(PURPOSE);
            return mac.doFinal(email.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }
}
