package social.nova.protocols.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.List;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;

/// How large conversations are told: once to each node that holds members' sockets, to the conversation's hub
/// there.
///
/// Told at most once, as sessions are. A hub notices a loss by a change that does not follow, by the head that
/// answers each subscription, and pulls what is missing.
public interface ConversationHubs {
    /// Conversations with more members are told to hubs, others to their members' sessions.
    int LARGE_ABOVE = 32;

    /// Changes that a hub is told between two of its subscriptions; beyond that it is told nothing, and pulls. So
    /// at most so many wait for it.
    int TOLD_PER_SUBSCRIPTION = 1_000;

    /// In larger conversations nobody is shown who is there.
    int PRESENCE_UP_TO = 50;

    sealed interface Command extends Conversation.Command {}

    /// A hub tells where it is, again every few seconds and whenever it has had half of what it may be told;
    /// silence makes it forgotten. Answered by [Subscribed].
    ///
    /// @param viewed whether somebody looks: then the hub is told who types and, while they are few, who the
    ///     members are
    record Subscribe(ActorRef<Notice> hub, boolean viewed) implements Command {}

    record Unsubscribe(ActorRef<Notice> hub) implements Command {}

    /// What happened after a revision, whoever may see it: hubs know to whom they pass it on.
    record GetAll(long after, int limit, ActorRef<StatusReply<Changes>> replyTo)
            implements Command, Answerable<Changes>, Repeatable {}

    /// A member types. Shown to those who look just now, and forgotten.
    record ShowTyping(UserId user, ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    /// What a conversation tells a hub.
    sealed interface Notice extends NovaSerializable {}

    /// @param head the newest revision
    /// @param large whether the hub is told what happens; else the members' sessions are
    /// @param members for a hub at which somebody looks; empty where they are more than [#PRESENCE_UP_TO]
    record Subscribed(long head, boolean large, List<UserId> members) implements Notice {}

    /// A change is durable and is to be shown. Where the conversation is not large, the leaving of a member is
    /// told, so that nothing more is shown to them.
    record Told(Change change) implements Notice {}

    /// Up to which revision the conversation is, for a hub that may have missed something.
    record HeadMoved(long head) implements Notice {}

    /// @param told the revision of the last change that was told before: a hub that does not have it does not know
    ///     yet who may look
    record Typing(UserId user, long told) implements Notice {}
}
