package social.nova.protocols.user;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.trace.TracedCommand;

/// The protocol of a user, in parts: each part has its commands, its events, and what it answers.
///
/// One sharded, event-sourced entity exists per user id. Personal fields travel and are kept only sealed under the
/// user's data key: who destroys that key makes the journal unreadable. Whether an address or a name is free is not
/// decided here but by the `accounts` table, which is written before this entity is told.
///
/// | part | decides on |
/// |---|---|
/// | [UserAccount] | registration, address, password |
/// | [UserSessions] | login sessions and their refresh tokens |
/// | [UserSecondFactor] | codes beside the password |
/// | [UserIdentities] | other services to sign in with |
/// | [UserProfile] | what a user tells of themselves |
/// | [UserKeys] | the keys with which others encrypt for a user |
public interface User {
    EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "User");

    sealed interface Command extends NovaSerializable
            permits Traced,
                    Stop,
                    UserAccount.Command,
                    UserSessions.Command,
                    UserSecondFactor.Command,
                    UserIdentities.Command,
                    UserProfile.Command,
                    UserKeys.Command {}

    /// Another command, on behalf of a request.
    record Traced(Trace trace, Command command) implements Command, TracedCommand {}

    /// The shard wants the entity gone: idle too long, or moving.
    record Stop() implements Command {}

    sealed interface Event extends Journaled
            permits UserAccount.Event,
                    UserSessions.Event,
                    UserSecondFactor.Event,
                    UserIdentities.Event,
                    UserProfile.Event,
                    UserKeys.Event {}
}
