package social.nova.cluster.user;

import akka.Done;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserIdentities;

/// Decides on the services a user may sign in with.
record IdentityDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserIdentities.Command command) {
        return switch (command) {
            case UserIdentities.LinkProvider link -> onLink(state, link);
            case UserIdentities.UnlinkProvider unlink -> onUnlink(state, unlink);
        };
    }

    private ReplyEffect<Event, UserState> onLink(UserState state, UserIdentities.LinkProvider link) {
        return turn.ifRegistered(
                state,
                link,
                _ -> state.linkedProviders().contains(link.provider())
                        ? turn.answer(link, Done.getInstance())
                        : turn.persist(
                                link,
                                new UserIdentities.ProviderLinked(link.provider(), turn.now()),
                                _ -> StatusReply.ack()));
    }

    private ReplyEffect<Event, UserState> onUnlink(UserState state, UserIdentities.UnlinkProvider unlink) {
        return turn.ifRegistered(state, unlink, account -> {
            var linked = state.linkedProviders();
            if (!linked.contains(unlink.provider())) {
                return turn.answer(unlink, Done.getInstance());
            }
            return account.passwordHash() == null && linked.size() == 1
                    ? turn.refuse(unlink, ErrorCode.LAST_WAY_IN)
                    : turn.persist(
                            unlink,
                            new UserIdentities.ProviderUnlinked(unlink.provider(), turn.now()),
                            _ -> StatusReply.ack());
        });
    }
}
