package social.nova.http.user;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;

/// Every user's entity, wherever it lives, and how long to wait for its answer.
public record Users(Function<UserId, EntityRef<User.Command>> entities, Duration askTimeout) {

    /// Asks one user's entity; a refusal or a missing answer fails the stage.
    public <T> CompletionStage<T> ask(UserId user, Function<ActorRef<StatusReply<T>>, User.Command> command) {
        return entities.apply(user).askWithStatus(command::apply, askTimeout);
    }
}
