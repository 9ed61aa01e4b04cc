package social.nova.http.user;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.http.common.Admission;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;

/// The way to every user's entity.
///
/// @param admission bounds what is under way to one user
/// @param askTimeout how long to wait for an answer; the outcome is unknown then
public record Users(Function<UserId, EntityRef<User.Command>> entities, Admission admission, Duration askTimeout) {

    /// Asks one user's entity; a refusal or a missing answer fails the stage.
    public <T> CompletionStage<T> ask(UserId user, Function<ActorRef<StatusReply<T>>, User.Command> command) {
        return admission.admit(user.value(), () -> entities.apply(user).<T>askWithStatus(command::apply, askTimeout));
    }
}
