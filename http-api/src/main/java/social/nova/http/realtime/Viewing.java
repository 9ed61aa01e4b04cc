package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;
import social.nova.protocols.session.Session.Presence;

/// The sockets of a node that look at one conversation, and what they are shown of its members just now: who
/// types, who is there. Nothing of it is kept anywhere.
///
/// Whom each of them may see is asked for every time, and never remembered: a block holds at once. At most so many
/// questions are under way; then typing is not shown, and presence is shown later.
///
/// Part of [ConversationHub] and used by its actor only.
final class Viewing {
    private static final int MOST_LOOKUPS = 8;

    private final ConversationId conversation;
    private final Hubs.Surroundings surroundings;
    private final ActorContext<ConversationHub.Command> context;
    private final ActorRef<Presence> presences;
    private final Set<Recipient> viewers = new LinkedHashSet<>();
    private final Set<Recipient> asking = new LinkedHashSet<>();
    private final Map<UserId, Boolean> online = new HashMap<>();
    private final Set<Look> waiting = new LinkedHashSet<>();
    private Set<UserId> members = Set.of();
    private int lookups;

    /// What is to be shown, once it is known to whom.
    sealed interface Look {}

    private record Types(UserId user) implements Look {}

    private record Changes(UserId user) implements Look {}

    private record Begins(Recipient viewer) implements Look {}

    Viewing(
            ConversationId conversation,
            Hubs.Surroundings surroundings,
            ActorContext<ConversationHub.Command> context) {
        this.conversation = conversation;
        this.surroundings = surroundings;
        this.context = context;
        this.presences = context.messageAdapter(Presence.class, ConversationHub.Appeared::new);
    }

    /// Whether the conversation is to be asked who its members are.
    boolean isWanted() {
        return !viewers.isEmpty() || !asking.isEmpty();
    }

    boolean has(Recipient recipient) {
        return viewers.contains(recipient) || asking.contains(recipient);
    }

    /// Somebody wants to look; whether they may is said with the members, or by whoever knows otherwise.
    void ask(Recipient recipient) {
        asking.add(recipient);
    }

    /// A member looks, or wants to be shown everything once more.
    void begin(Recipient recipient, boolean anew) {
        asking.remove(recipient);
        if (viewers.add(recipient) || anew) {
            look(new Begins(recipient));
        }
    }

    void end(Recipient recipient) {
        viewers.remove(recipient);
        asking.remove(recipient);
        if (!isWanted()) {
            watch(Set.of());
        }
    }

    /// The user is no member any more.
    void end(UserId user) {
        if (members.contains(user)) {
            var others = new HashSet<>(members);
            others.remove(user);
            watch(others);
        }
        List.copyOf(viewers).stream().filter(one -> one.user().equals(user)).forEach(this::end);
    }

    boolean isMember(UserId user) {
        return members.contains(user);
    }

    /// Gives those who may not look.
    ///
    /// @param known all members; nobody where they are too many
    /// @param attached where nobody knows the members, whoever looks goes on while they are attached
    List<Recipient> membersAre(Set<UserId> known, Set<Recipient> attached) {
        watch(known);
        List.copyOf(asking).stream().filter(one -> known.contains(one.user())).forEach(one -> begin(one, true));
        var refused = viewers.stream()
                .filter(one -> known.isEmpty() ? !attached.contains(one) : !known.contains(one.user()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        refused.addAll(asking);
        refused.forEach(this::end);
        return List.copyOf(refused);
    }

    /// Says again whose presence is wanted.
    void watchAgain() {
        members.forEach(this::watch);
        lookMore();
    }

    void types(UserId user) {
        if (!viewers.isEmpty() && lookups < MOST_LOOKUPS) {
            start(new Types(user));
        }
    }

    void appeared(Presence presence) {
        var user = presence.user();
        if (!members.contains(user)) {
            return;
        }
        var before = online.put(user, presence.online());
        if (before == null ? presence.online() : before != presence.online()) {
            look(new Changes(user));
        }
    }

    /// @param who may see it, or may be seen; nothing if that could not be found out
    void found(Look look, @Nullable Set<UserId> who) {
        lookups--;
        switch (look) {
            case Types(var user) -> {
                if (who != null) {
                    show(new ServerFrame.Typing(conversation.value(), user.value()).encoded(), user, who);
                }
            }
            case Changes(var user) -> {
                if (who == null) {
                    waiting.add(look);
                } else {
                    show(presence(user), user, who);
                }
            }
            case Begins(var viewer) -> {
                if (who == null) {
                    waiting.add(look);
                } else if (viewers.contains(viewer)) {
                    who.forEach(user -> viewer.offer(conversation, new HubNotice.Shown(presence(user))));
                }
            }
        }
        if (who != null) {
            lookMore();
        }
    }

    private void watch(Set<UserId> wanted) {
        for (var user : members) {
            if (!wanted.contains(user)) {
                online.remove(user);
                surroundings.sessions().apply(user).tell(new Session.Unwatch(presences));
            }
        }
        var before = members;
        members = Set.copyOf(wanted);
        members.stream().filter(user -> !before.contains(user)).forEach(this::watch);
    }

    private void watch(UserId user) {
        surroundings.sessions().apply(user).tell(new Session.Watch(user, presences));
    }

    private void look(Look look) {
        waiting.add(look);
        lookMore();
    }

    private void lookMore() {
        while (lookups < MOST_LOOKUPS && !waiting.isEmpty()) {
            var look = waiting.iterator().next();
            waiting.remove(look);
            start(look);
        }
    }

    private void start(Look look) {
        var users = viewers.stream().map(Recipient::user).collect(Collectors.toUnmodifiableSet());
        var user = switch (look) {
            case Types(var typing) -> typing;
            case Changes(var appeared) -> appeared;
            case Begins(var viewer) -> viewer.user();
        };
        var others = new HashSet<>(look instanceof Begins ? thoseOnline() : users);
        others.remove(user);
        if (!others.isEmpty()) {
            lookups++;
            context.pipeToSelf(
                    surroundings.seeing().among(user, others), (who, _) -> new ConversationHub.Found(look, who));
        }
    }

    private Set<UserId> thoseOnline() {
        return members.stream().filter(this::isOnline).collect(Collectors.toUnmodifiableSet());
    }

    private boolean isOnline(UserId user) {
        return Boolean.TRUE.equals(online.get(user));
    }

    private Frame presence(UserId user) {
        return new ServerFrame.Presence(conversation.value(), user.value(), isOnline(user)).encoded();
    }

    // Nobody is shown themselves.
    private void show(Frame frame, UserId of, Set<UserId> who) {
        viewers.stream()
                .filter(one -> !one.user().equals(of) && who.contains(one.user()))
                .forEach(one -> one.offer(conversation, new HubNotice.Shown(frame)));
    }
}
