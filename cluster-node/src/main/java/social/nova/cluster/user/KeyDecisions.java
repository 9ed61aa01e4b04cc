package social.nova.cluster.user;

import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserKeys;
import social.nova.protocols.user.UserKeys.PublicKey;

/// Decides on public keys.
record KeyDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserKeys.Command command) {
        return switch (command) {
            case UserKeys.PutPublicKey put -> onPutPublicKey(state, put);
        };
    }

    private ReplyEffect<Event, UserState> onPutPublicKey(UserState state, UserKeys.PutPublicKey put) {
        return turn.ifRegistered(state, put, _ -> {
            var current = state.publicKey();
            if (current != null && current.digest().equals(put.digest())) {
                return turn.answer(put, current);
            }
            var number = current == null ? 1 : current.number() + 1;
            var key = new PublicKey(number, put.publicKey(), put.digest(), turn.now());
            return turn.persist(put, new UserKeys.PublicKeyChanged(key), _ -> StatusReply.success(key));
        });
    }
}
