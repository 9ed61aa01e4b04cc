package social.nova.cluster.user;

import akka.persistence.typed.javadsl.ReplyEffect;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserProfile;

/// Decides on what a user tells of themselves.
record ProfileDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserProfile.Command command) {
        return switch (command) {
            case UserProfile.GetProfile get -> onGetProfile(state, get);
        };
    }

    private ReplyEffect<Event, UserState> onGetProfile(UserState state, UserProfile.GetProfile get) {
        return turn.ifRegistered(
                state,
                get,
                account -> turn.answer(
                        get, new UserProfile.Profile(account.email(), account.username(), account.createdAt())));
    }
}
