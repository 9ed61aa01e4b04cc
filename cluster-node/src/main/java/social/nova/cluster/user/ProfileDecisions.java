package social.nova.cluster.user;

import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import social.nova.cluster.user.UserState.Account;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserProfile.Profile;

/// Decides on what a user tells of themselves.
record ProfileDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserProfile.Command command) {
        return switch (command) {
            case UserProfile.GetProfile get -> onGetProfile(state, get);
            case UserProfile.ChangeProfile change -> onChangeProfile(state, change);
        };
    }

    private ReplyEffect<Event, UserState> onGetProfile(UserState state, UserProfile.GetProfile get) {
        return turn.ifRegistered(state, get, account -> turn.answer(get, profile(account, state, state.details())));
    }

    private ReplyEffect<Event, UserState> onChangeProfile(UserState state, UserProfile.ChangeProfile change) {
        return turn.ifRegistered(state, change, account -> {
            var changed = state.details().changedBy(change.given());
            return changed.equals(state.details())
                    ? turn.answer(change, profile(account, state, changed))
                    : turn.persist(
                            change,
                            new UserProfile.ProfileChanged(changed, turn.now()),
                            _ -> StatusReply.success(profile(account, state, changed)));
        });
    }

    private Profile profile(Account account, UserState state, Details details) {
        return new Profile(
                account.email(),
                account.username(),
                details,
                account.createdAt(),
                state.secondFactor().isEnabled(),
                turn.revision());
    }
}
