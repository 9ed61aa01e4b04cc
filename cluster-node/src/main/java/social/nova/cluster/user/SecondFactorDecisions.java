package social.nova.cluster.user;

import akka.Done;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSecondFactor.Challenged;
import social.nova.protocols.user.UserSecondFactor.CodeRefused;
import social.nova.protocols.user.UserSecondFactor.Passed;
import social.nova.protocols.user.UserSecondFactor.Proof;
import social.nova.protocols.user.UserSecondFactor.Secret;

/// Decides on codes beside the password. Every code is one command, so that of many at once each is counted.
record SecondFactorDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserSecondFactor.Command command) {
        return switch (command) {
            case UserSecondFactor.BeginSetUp begin -> onBeginSetUp(state, begin);
            case UserSecondFactor.GetSetUp get -> onGetSetUp(state, get);
            case UserSecondFactor.ConfirmSetUp confirm -> onConfirmSetUp(state, confirm);
            case UserSecondFactor.BeginChallenge begin -> onBeginChallenge(state, begin);
            case UserSecondFactor.GetSecret get -> onGetSecret(state, get);
            case UserSecondFactor.AnswerChallenge answer -> onAnswerChallenge(state, answer);
            case UserSecondFactor.Disable disable -> onDisable(state, disable);
            case UserSecondFactor.RenewBackupCodes renew -> onRenewBackupCodes(state, renew);
        };
    }

    private ReplyEffect<Event, UserState> onBeginSetUp(UserState state, UserSecondFactor.BeginSetUp begin) {
        return turn.ifRegistered(
                state,
                begin,
                _ -> state.secondFactor().isEnabled()
                        ? turn.refuse(begin, ErrorCode.CONFLICT)
                        : turn.persist(
                                begin,
                                new UserSecondFactor.Offered(begin.setUp(), turn.now()),
                                _ -> StatusReply.ack()));
    }

    private ReplyEffect<Event, UserState> onGetSetUp(UserState state, UserSecondFactor.GetSetUp get) {
        return turn.ifRegistered(
                state,
                get,
                _ -> state.secondFactor()
                        .offered(get.setUp(), turn.now())
                        .map(offered -> turn.answer(get, new Secret(offered.secret())))
                        .orElseGet(() -> turn.refuse(get, ErrorCode.NOT_FOUND)));
    }

    private ReplyEffect<Event, UserState> onConfirmSetUp(UserState state, UserSecondFactor.ConfirmSetUp confirm) {
        return turn.ifRegistered(
                state,
                confirm,
                _ -> state.secondFactor()
                        .offered(confirm.setUp(), turn.now())
                        .map(offered -> turn.persist(
                                confirm,
                                new UserSecondFactor.Enabled(offered.id(), confirm.step(), turn.now()),
                                _ -> StatusReply.ack()))
                        .orElseGet(() -> turn.refuse(confirm, ErrorCode.NOT_FOUND)));
    }

    private ReplyEffect<Event, UserState> onBeginChallenge(UserState state, UserSecondFactor.BeginChallenge begin) {
        return turn.ifRegistered(state, begin, account -> {
            if (!account.stillHas(begin.password())) {
                return turn.refuse(begin, ErrorCode.INVALID_CREDENTIALS);
            }
            if (!state.secondFactor().isEnabled()) {
                return turn.answer(begin, new Challenged(false));
            }
            return state.secondFactor().isLocked(turn.now())
                    ? turn.refuse(begin, ErrorCode.ACCOUNT_LOCKED)
                    : turn.persist(
                            begin,
                            new UserSecondFactor.ChallengeBegun(begin.challenge(), begin.expiresAt(), turn.now()),
                            _ -> StatusReply.success(new Challenged(true)));
        });
    }

    private ReplyEffect<Event, UserState> onGetSecret(UserState state, UserSecondFactor.GetSecret get) {
        return turn.ifRegistered(state, get, _ -> {
            var challenge = get.challenge();
            if (challenge != null && isOver(state, challenge)) {
                return turn.refuse(get, ErrorCode.INVALID_TOKEN);
            }
            return state.secondFactor()
                    .inForce()
                    .map(factor -> turn.answer(get, new Secret(factor.secret())))
                    .orElseGet(() -> turn.refuse(get, ErrorCode.CONFLICT));
        });
    }

    private ReplyEffect<Event, UserState> onAnswerChallenge(UserState state, UserSecondFactor.AnswerChallenge answer) {
        return turn.ifRegistered(
                state,
                answer,
                account -> isOver(state, answer.challenge())
                        ? turn.refuse(answer, ErrorCode.INVALID_TOKEN)
                        : ifProved(
                                state,
                                answer,
                                answer.proof(),
                                () -> new UserSecondFactor.ChallengePassed(
                                        answer.challenge(), answer.proof(), turn.now()),
                                new Passed(account.passwordHash())));
    }

    private ReplyEffect<Event, UserState> onDisable(UserState state, UserSecondFactor.Disable disable) {
        return turn.ifRegistered(
                state,
                disable,
                _ -> ifProved(
                        state,
                        disable,
                        disable.proof(),
                        () -> new UserSecondFactor.Disabled(turn.now()),
                        Done.getInstance()));
    }

    private ReplyEffect<Event, UserState> onRenewBackupCodes(UserState state, UserSecondFactor.RenewBackupCodes renew) {
        return turn.ifRegistered(
                state,
                renew,
                _ -> ifProved(
                        state,
                        renew,
                        renew.proof(),
                        () -> new UserSecondFactor.BackupCodesRenewed(renew.proof(), renew.backupCodes(), turn.now()),
                        Done.getInstance()));
    }

    /// Persists what follows from a good code, or that one was refused.
    private <T> ReplyEffect<Event, UserState> ifProved(
            UserState state, Answerable<T> command, Proof proof, Supplier<Event> then, T answer) {
        var factor = state.secondFactor().inForce();
        if (factor.isEmpty()) {
            return turn.refuse(command, ErrorCode.CONFLICT);
        }
        if (state.secondFactor().isLocked(turn.now())) {
            return turn.refuse(command, ErrorCode.ACCOUNT_LOCKED);
        }
        return factor.get().takes(proof)
                ? turn.persist(command, then.get(), _ -> StatusReply.success(answer))
                : turn.persist(
                        command,
                        new CodeRefused(challengeOf(command), turn.now()),
                        _ -> ErrorCode.INVALID_CODE.refusal());
    }

    private static @Nullable String challengeOf(Answerable<?> command) {
        return command instanceof UserSecondFactor.AnswerChallenge answer ? answer.challenge() : null;
    }

    private boolean isOver(UserState state, String challenge) {
        return state.secondFactor().challenge(challenge, turn.now()).isEmpty();
    }
}
