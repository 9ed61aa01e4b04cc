package social.nova.http.user;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;

/// The way to every user's entity.
///
/// @param admission bounds what is under way to one user
/// @param asks how it is asked, and for how long an answer is waited for
public record Users(Function<UserId, EntityRef<User.Command>> entities, Admission admission, Asks asks) {

    /// Asks one user's entity; a refusal or a missing answer fails the stage.
    public <T> CompletionStage<T> ask(UserId user, Function<ActorRef<StatusReply<T>>, User.Command> command) {
        return admission.admit(user.value(), () -> asks.ask(entities.apply(user), command, User.Traced::new));
    }
}
