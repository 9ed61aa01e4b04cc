package social.nova.http.account;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.account.RoleRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Makes admins on behalf of whoever runs the installation: how the first one comes to be.
public final class AdminCreation {
    private final Registration registration;
    private final EmailVerification verification;
    private final RoleRepository roles;

    public AdminCreation(Registration registration, EmailVerification verification, RoleRepository roles) {
        this.registration = registration;
        this.verification = verification;
        this.roles = roles;
    }

    /// Registers an account, takes its address for verified, and makes it an admin. Fails as a registration does.
    public CompletionStage<UserId> create(String email, String username, String password) {
        AccountRules.checkNewAccount(email, username, password);
        return registration.register(email, username, password).thenCompose(registered -> promote(registered.user()));
    }

    private CompletionStage<UserId> promote(UserId user) {
        return verification
                .verify(user)
                .thenCompose(_ -> roles.makeAdmin(user))
                .thenCompose(outcome -> outcome == RoleRepository.Outcome.DONE
                        ? CompletableFuture.completedStage(user)
                        : CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure()));
    }
}
