package social.nova.protocols.user;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Sealed;

/// The public keys with which others encrypt for a user. The private ones never leave their clients.
public interface UserKeys {
    sealed interface Command extends User.Command {}

    /// Makes this the user's key from now on. Answers the newest key; the one that is so already changes nothing.
    ///
    /// @param digest tells whether two keys are the same without opening them
    record PutPublicKey(Sealed publicKey, String digest, ActorRef<StatusReply<PublicKey>> replyTo)
            implements Command, Answerable<PublicKey> {}

    sealed interface Event extends User.Event {}

    @JsonTypeName("user.public-key-changed")
    record PublicKeyChanged(PublicKey publicKey) implements Event {}

    /// @param number from 1, one more for each key of the user
    record PublicKey(long number, Sealed content, String digest, Instant since) implements NovaSerializable {}
}
