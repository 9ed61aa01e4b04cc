package social.nova.http.account;

import static java.util.Objects.requireNonNull;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Parameters;
import social.nova.http.common.Validation;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.ErrorCode;

/// `/api/v1/auth/2fa` and everything below it.
public final class SecondFactorRoutes {
    private static final int MAX_CODE = 64;
    private static final String CODE_RULE = "a code, of at most 64 characters";

    private final SecondFactors secondFactors;
    private final Sessions sessions;

    public SecondFactorRoutes(SecondFactors secondFactors, Sessions sessions) {
        this.secondFactors = secondFactors;
        this.sessions = sessions;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/auth/2fa/enable", USER, EnableRequest.class, this::enable)
                        .guarded(),
                Endpoint.post("/api/v1/auth/2fa/confirm", USER, ConfirmRequest.class, this::confirm)
                        .guarded(),
                Endpoint.post("/api/v1/auth/2fa/verify", ANYONE, VerifyRequest.class, this::verify)
                        .guarded(),
                Endpoint.post("/api/v1/auth/2fa/disable", USER, DisableRequest.class, this::disable)
                        .guarded(),
                Endpoint.post("/api/v1/auth/2fa/backup-codes", USER, BackupCodesRequest.class, this::backupCodes)
                        .guarded());
    }

    private CompletionStage<HttpResponse> enable(Call call, EnableRequest body) {
        return secondFactors.offer(call.caller().user(), body.proof()).thenApply(Answer::ok);
    }

    private CompletionStage<HttpResponse> confirm(Call call, ConfirmRequest body) {
        new Validation()
                .check(body.tempSessionId() != null, "temp_session_id", "is required")
                .check(isCode(body.code()), "code", CODE_RULE)
                .orRefuse();
        return secondFactors
                .confirm(
                        call.caller().user(),
                        Parameters.uuid("temp_session_id", body.tempSessionId()),
                        requireNonNull(body.code()))
                .thenApply(_ -> Answer.ok(new Enabled("2FA enabled successfully", true)));
    }

    private CompletionStage<HttpResponse> verify(Call call, VerifyRequest body) {
        new Validation()
                .check(body.sessionId() != null, "session_id", "is required")
                .check(isCode(body.code()), "code", CODE_RULE)
                .orRefuse();
        return secondFactors
                .verify(requireNonNull(body.sessionId()), requireNonNull(body.code()))
                .thenCompose(passed -> sessions.open(passed.user(), passed.password(), Device.of(call.request())))
                .thenApply(Answer::ok)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        isOutdated(failure) ? ErrorCode.INVALID_TOKEN.failure() : failure));
    }

    // The password was changed between code and session: the login is over, like all others.
    private static boolean isOutdated(Throwable failure) {
        return ErrorCode.of(failure)
                .filter(ErrorCode.INVALID_CREDENTIALS::equals)
                .isPresent();
    }

    private CompletionStage<HttpResponse> disable(Call call, DisableRequest body) {
        var proof = body.proof();
        new Validation().check(isCode(body.code()), "code", CODE_RULE).orRefuse();
        return secondFactors
                .disable(call.caller().user(), proof, requireNonNull(body.code()))
                .thenApply(_ -> Answer.ok(new Enabled("2FA disabled successfully", false)));
    }

    private CompletionStage<HttpResponse> backupCodes(Call call, BackupCodesRequest body) {
        new Validation().check(isCode(body.code()), "code", CODE_RULE).orRefuse();
        return secondFactors
                .renewBackupCodes(call.caller().user(), requireNonNull(body.code()))
                .thenApply(codes -> Answer.ok(new NewBackupCodes(codes)));
    }

    private static boolean isCode(@Nullable String code) {
        return code != null && !code.isBlank() && code.length() <= MAX_CODE;
    }

    record EnableRequest(
            @Nullable String password,
            @Nullable String provider,
            @Nullable String token,
            @Nullable String nonce) {

        OwnerProof proof() {
            return OwnerProof.of(password, provider, token, nonce);
        }

        @Override
        public String toString() {
            return "EnableRequest[***]";
        }
    }

    record ConfirmRequest(
            @Nullable String tempSessionId, @Nullable String code) {
        @Override
        public String toString() {
            return "ConfirmRequest[***]";
        }
    }

    record VerifyRequest(
            @Nullable String sessionId, @Nullable String code) implements Endpoint.NamesAccount {
        @Override
        public @Nullable String account() {
            return sessionId == null
                    ? null
                    : LoginChallenge.parse(sessionId)
                            .map(challenge -> challenge.user().value())
                            .orElse(null);
        }

        @Override
        public String toString() {
            return "VerifyRequest[***]";
        }
    }

    record DisableRequest(
            @Nullable String password,
            @Nullable String provider,
            @Nullable String token,
            @Nullable String nonce,
            @Nullable String code) {

        OwnerProof proof() {
            return OwnerProof.of(password, provider, token, nonce);
        }

        @Override
        public String toString() {
            return "DisableRequest[***]";
        }
    }

    record BackupCodesRequest(@Nullable String code) {
        @Override
        public String toString() {
            return "BackupCodesRequest[***]";
        }
    }

    record Enabled(String message, boolean twoFaEnabled) {}

    record NewBackupCodes(List<String> backupCodes) {
        @Override
        public String toString() {
            return "NewBackupCodes[***]";
        }
    }
}
