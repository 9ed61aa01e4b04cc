package social.nova.http.account;

import static java.util.Objects.requireNonNull;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Validation;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.UserId;

/// `/api/v1/auth/…`: verifying an address, and changing address and password.
///
/// What is answered to who only names an address is the same, and comes at the same time, whether there is an account.
public final class CredentialRoutes {
    private static final String AUTH = "/api/v1/auth/";

    private final MailedLinks links;
    private final MailedLinks.Actions actions;
    private final OwnerCheck owners;
    private final AnswerTimes times;
    private final boolean production;

    /// @param production whether what is only for trying things out is shut
    public CredentialRoutes(
            MailedLinks links, MailedLinks.Actions actions, OwnerCheck owners, AnswerTimes times, boolean production) {
        this.links = links;
        this.actions = actions;
        this.owners = owners;
        this.times = times;
        this.production = production;
    }

    public List<Endpoint> endpoints() {
        var endpoints = new ArrayList<>(List.of(
                Endpoint.post(AUTH + "verify-email", ANYONE, TokenRequest.class, this::verify)
                        .guarded(),
                Endpoint.post(AUTH + "resend-verification", ANYONE, AddressRequest.class, this::resend)
                        .guarded(),
                Endpoint.post(AUTH + "forgot-password", ANYONE, AddressRequest.class, this::forgot)
                        .guarded(),
                Endpoint.post(AUTH + "reset-password", ANYONE, ResetRequest.class, this::reset)
                        .guarded(),
                Endpoint.post(AUTH + "change-password", USER, ChangePasswordRequest.class, this::changePassword)
                        .guarded(),
                Endpoint.post(AUTH + "change-email", USER, ChangeEmailRequest.class, this::changeEmail)
                        .guarded()));
        if (!production) {
            endpoints.add(Endpoint.post(AUTH + "dev-verify", ANYONE, DevVerifyRequest.class, this::devVerify));
        }
        return List.copyOf(endpoints);
    }

    private CompletionStage<HttpResponse> verify(Call call, TokenRequest body) {
        new Validation().check(body.token() != null, "token", "is required").orRefuse();
        return links.verify(requireNonNull(body.token())).thenApply(_ -> verified());
    }

    private CompletionStage<HttpResponse> resend(Call call, AddressRequest body) {
        var email = addressOf(body);
        return times.holding(() -> actions.verification().mailAgain(email))
                .thenApply(_ -> Answer.ok(
                        new Told("Verification link sent to your email, if it is registered and not verified yet")));
    }

    private CompletionStage<HttpResponse> forgot(Call call, AddressRequest body) {
        var email = addressOf(body);
        return times.holding(() -> links.forgot(email))
                .thenApply(_ -> Answer.ok(new Told("Password reset link sent to your email")));
    }

    private CompletionStage<HttpResponse> reset(Call call, ResetRequest body) {
        var checks = new Validation().check(body.token() != null, "token", "is required");
        AccountRules.checkNewPassword(checks, "password", body.password()).orRefuse();
        return links.reset(requireNonNull(body.token()), requireNonNull(body.password()))
                .thenApply(_ -> Answer.ok(new Told("Password reset successfully")));
    }

    private CompletionStage<HttpResponse> changePassword(Call call, ChangePasswordRequest body) {
        var checks = new Validation().check(body.currentPassword() != null, "current_password", "is required");
        AccountRules.checkNewPassword(checks, "new_password", body.newPassword())
                .orRefuse();
        var user = call.caller().user();
        return owners.checkPassword(user, requireNonNull(body.currentPassword()))
                .thenCompose(current -> actions.passwordChange()
                        .change(
                                user,
                                requireNonNull(body.newPassword()),
                                current,
                                call.caller().session()))
                .thenCompose(_ -> links.unlock(user))
                .thenApply(_ -> Answer.ok(new Told("Password changed successfully")));
    }

    private CompletionStage<HttpResponse> changeEmail(Call call, ChangeEmailRequest body) {
        var email = body.newEmail();
        var proof = body.proof();
        new Validation()
                .check(
                        email != null && AccountRules.isEmail(email),
                        "new_email",
                        "a valid address of at most 254 characters")
                .orRefuse();
        var user = call.caller().user();
        return owners.check(user, proof)
                .thenCompose(password -> actions.emailChange().ask(user, password, requireNonNull(email)))
                .thenApply(_ -> Answer.ok(new Told("Confirmation link sent to your new email")));
    }

    private CompletionStage<HttpResponse> devVerify(Call call, DevVerifyRequest body) {
        var user = body.userId();
        var email = body.email();
        if (user == null && email == null) {
            throw new BadRequest("user_id or email: one of them is required");
        }
        var verified = user != null
                ? actions.verification().verify(user)
                : actions.verification().verify(requireNonNull(email));
        return verified.thenApply(_ -> verified());
    }

    // What is no address nobody can have: to say so tells nothing.
    private static String addressOf(AddressRequest body) {
        var email = body.email();
        new Validation()
                .check(
                        email != null && AccountRules.isEmail(email),
                        "email",
                        "a valid address of at most 254 characters")
                .orRefuse();
        return requireNonNull(email);
    }

    private static HttpResponse verified() {
        return Answer.ok(new EmailVerified("Email verified successfully", true));
    }

    record TokenRequest(@Nullable String token) {
        @Override
        public String toString() {
            return "TokenRequest[***]";
        }
    }

    record AddressRequest(@Nullable String email) implements Endpoint.NamesAccount {
        @Override
        public @Nullable String account() {
            return email;
        }

        @Override
        public String toString() {
            return "AddressRequest[***]";
        }
    }

    record ResetRequest(@Nullable String token, @Nullable String password) {
        @Override
        public String toString() {
            return "ResetRequest[***]";
        }
    }

    record ChangePasswordRequest(
            @Nullable String currentPassword, @Nullable String newPassword) {
        @Override
        public String toString() {
            return "ChangePasswordRequest[***]";
        }
    }

    record ChangeEmailRequest(
            @Nullable String password,
            @Nullable String provider,
            @Nullable String token,
            @Nullable String nonce,
            @Nullable String newEmail) {

        OwnerProof proof() {
            return OwnerProof.of(password, provider, token, nonce);
        }

        @Override
        public String toString() {
            return "ChangeEmailRequest[***]";
        }
    }

    record DevVerifyRequest(
            @Nullable UserId userId, @Nullable String email) {
        @Override
        public String toString() {
            return "DevVerifyRequest[***]";
        }
    }

    record EmailVerified(String message, boolean emailVerified) {}

    record Told(String message) {}
}
