package social.nova.protocols.session;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.List;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationId;

/// The protocol of a user's session: where in the cluster all open sockets of one user are found.
///
/// One sharded entity per user, without a journal. It passes on what conversations tell it, at most once, and lets
/// every loss be noticed: a socket that sees a gap, a head above what it delivered, or a new incarnation pulls what
/// is missing from the conversation.
public interface Session {
    EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "Session");

    /// Changes and heads that a socket is told between two of its registrations. Beyond that it is told nothing, and
    /// at its next registration that it may have missed something. So it registers again when it has taken half.
    int TOLD_PER_REGISTRATION = 256;

    sealed interface Command extends NovaSerializable {}

    /// A socket tells where it is: again twice a minute, some seconds after the session has gone, and when it has
    /// taken half of what it is told at most. Silence makes it forgotten.
    ///
    /// @param node the process that the socket is on: with it goes the socket
    /// @param incarnation the last one the socket was answered, empty before the first answer
    record Register(ActorRef<Notice> socket, String node, String incarnation) implements Command {}

    record Unregister(ActorRef<Notice> socket) implements Command {}

    /// A change is durable and is to be shown.
    record Deliver(ConversationId conversation, Change change) implements Command {}

    /// Up to which revision a conversation is, for whoever may have missed something.
    ///
    /// @param large whether its changes come to hubs, not here: sockets attach to their node's
    record Announce(ConversationId conversation, long head, boolean large) implements Command {}

    /// Somebody wants to know whether this user is there, again every few seconds; silence makes it forgotten.
    /// Answered by [Presence] as soon as it is known, and with each change.
    record Watch(UserId user, ActorRef<Presence> watcher) implements Command {}

    record Unwatch(ActorRef<Presence> watcher) implements Command {}

    /// Told to itself some seconds after the last socket has gone.
    record LookWhetherGone() implements Command {}

    /// The session looks which sockets have fallen silent.
    record Sweep() implements Command {}

    /// The shard wants the session gone: idle too long, or moving.
    record Stop() implements Command {}

    /// @param online whether the user has a socket, or had one some seconds ago
    record Presence(UserId user, boolean online) implements NovaSerializable {}

    /// What a session tells a socket.
    sealed interface Notice extends NovaSerializable {}

    /// @param incarnation differs from the last one when the session was born anew and may have lost what it was told;
    ///     empty for a socket that it had forgotten or told nothing any more, and that may have missed something
    /// @param node the process that the session is on: with it goes the session
    /// @param missed conversations that were heard of while no socket was known
    record Registered(String incarnation, String node, List<Missed> missed) implements Notice {}

    record Changed(ConversationId conversation, Change change) implements Notice {}

    /// @param large whether the changes come by hub
    record HeadMoved(ConversationId conversation, long head, boolean large) implements Notice {}

    /// The session goes, and is born anew where a socket registers again.
    record Ended() implements Notice {}

    /// The user has opened more sockets than are allowed, and this is the oldest.
    record Displaced() implements Notice {}

    /// What happened after the revision `after`, up to `head`, came by while nobody listened.
    ///
    /// @param large whether the changes come by hub
    record Missed(ConversationId conversation, long after, long head, boolean large) {}
}
