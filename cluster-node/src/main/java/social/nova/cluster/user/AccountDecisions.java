package social.nova.cluster.user;

import akka.Done;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.util.ArrayList;
import java.util.List;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserSessions;

/// Decides on registration, address and password.
record AccountDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserAccount.Command command) {
        return switch (command) {
            case UserAccount.Register register -> onRegister(state, register);
            case UserAccount.RegisterVerified register -> onRegisterVerified(state, register);
            case UserAccount.VoidReservation voiding -> onVoidReservation(state, voiding);
            case UserAccount.VerifyEmail verify -> onVerifyEmail(state, verify);
            case UserAccount.TakeOver takeOver -> onTakeOver(state, takeOver);
            case UserAccount.ChangeEmail change -> onChangeEmail(state, change);
            case UserAccount.ChangePassword change -> onChangePassword(state, change);
            case UserAccount.RenewPasswordHash renew -> onRenewPasswordHash(state, renew);
            case UserAccount.Erase erase -> onErase(state, erase);
            case UserAccount.GetCredentials get -> onGetCredentials(state, get);
        };
    }

    private ReplyEffect<Event, UserState> onRegister(UserState state, UserAccount.Register register) {
        return state.isUntouched()
                ? turn.persist(
                        register,
                        new UserAccount.Registered(
                                register.email(), register.username(), register.passwordHash(), turn.now()),
                        _ -> StatusReply.ack())
                : turn.refuse(register, ErrorCode.CONFLICT);
    }

    private ReplyEffect<Event, UserState> onRegisterVerified(UserState state, UserAccount.RegisterVerified register) {
        return state.isUntouched()
                ? turn.persist(
                        register,
                        List.of(
                                new UserAccount.Registered(register.email(), register.username(), null, turn.now()),
                                new UserAccount.EmailVerified(turn.now())),
                        _ -> StatusReply.ack())
                : turn.refuse(register, ErrorCode.CONFLICT);
    }

    private ReplyEffect<Event, UserState> onVoidReservation(UserState state, UserAccount.VoidReservation voiding) {
        if (state.registered().isPresent()) {
            return turn.refuse(voiding, ErrorCode.CONFLICT);
        }
        return state.voided()
                ? turn.answer(voiding, Done.getInstance())
                : turn.persist(voiding, new UserAccount.ReservationVoided(turn.now()), _ -> StatusReply.ack());
    }

    private ReplyEffect<Event, UserState> onVerifyEmail(UserState state, UserAccount.VerifyEmail verify) {
        return turn.ifRegistered(
                state,
                verify,
                account -> account.emailVerified()
                        ? turn.answer(verify, Done.getInstance())
                        : turn.persist(verify, new UserAccount.EmailVerified(turn.now()), _ -> StatusReply.ack()));
    }

    private ReplyEffect<Event, UserState> onTakeOver(UserState state, UserAccount.TakeOver takeOver) {
        return turn.ifRegistered(
                state,
                takeOver,
                account -> account.emailVerified()
                        ? turn.answer(takeOver, Done.getInstance())
                        : turn.persist(takeOver, new UserAccount.TakenOver(turn.now()), _ -> StatusReply.ack()));
    }

    private ReplyEffect<Event, UserState> onErase(UserState state, UserAccount.Erase erase) {
        if (state.voided()) {
            return turn.answer(erase, new UserSessions.Ended(List.of()));
        }
        return turn.ifRegistered(state, erase, _ -> {
            var now = turn.now();
            var ended = Families.idsBut(state.sessions(), null);
            var events = new ArrayList<>(SessionDecisions.ending(ended, erase.tokensUntil(), now));
            events.add(new UserAccount.Erased(now));
            return turn.persist(erase, events, _ -> StatusReply.success(new UserSessions.Ended(ended)));
        });
    }

    private ReplyEffect<Event, UserState> onChangeEmail(UserState state, UserAccount.ChangeEmail change) {
        return turn.ifRegistered(
                state,
                change,
                _ -> turn.persist(
                        change, new UserAccount.EmailChanged(change.email(), turn.now()), _ -> StatusReply.ack()));
    }

    private ReplyEffect<Event, UserState> onChangePassword(UserState state, UserAccount.ChangePassword change) {
        return turn.ifRegistered(state, change, account -> {
            if (!account.passwordIs(change.current())) {
                return turn.refuse(change, ErrorCode.INVALID_CREDENTIALS);
            }
            var now = turn.now();
            var ended = Families.idsBut(state.sessions(), change.except());
            var events = new ArrayList<Event>();
            events.add(new UserAccount.PasswordChanged(change.passwordHash(), now));
            events.addAll(SessionDecisions.ending(ended, change.tokensUntil(), now));
            return turn.persist(change, events, _ -> StatusReply.success(new UserSessions.Ended(ended)));
        });
    }

    private ReplyEffect<Event, UserState> onRenewPasswordHash(UserState state, UserAccount.RenewPasswordHash renew) {
        return turn.ifRegistered(
                state,
                renew,
                account -> renew.known().equals(account.passwordHash())
                        ? turn.persist(
                                renew,
                                new UserAccount.PasswordHashRenewed(renew.renewed(), turn.now()),
                                _ -> StatusReply.ack())
                        : turn.answer(renew, Done.getInstance()));
    }

    private ReplyEffect<Event, UserState> onGetCredentials(UserState state, UserAccount.GetCredentials get) {
        return turn.ifRegistered(
                state,
                get,
                account ->
                        turn.answer(get, new UserAccount.Credentials(account.passwordHash(), account.emailVerified())));
    }
}
