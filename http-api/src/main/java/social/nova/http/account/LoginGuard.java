package social.nova.http.account;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// What stands before every try at an address: the lock, and answers at times that tell nothing.
public record LoginGuard(Lockout lockout, AnswerTimes times) {

    /// Makes an attempt at the password of this address; fails with `ACCOUNT_LOCKED` without making it.
    <T> CompletionStage<T> attempt(String email, Supplier<CompletionStage<T>> attempt) {
        return times.holdingFailures(() -> lockout.attempt(email, attempt));
    }
}
