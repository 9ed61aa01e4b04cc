package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import social.nova.http.conversation.ChangeFrame;
import social.nova.http.conversation.ChangeReading.Whole;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session.Presence;

/// One conversation on one node: is told what happens once, and passes it on to every socket of a member here.
///
///     Conversation ──Told──▶ ConversationHub ──Passed (the same bytes)──▶ ChatSocket, ChatSocket, …
///          ▲                    │    ▲
///          └────Subscribe───────┘    └── pulled: ChangeReading
///
/// What comes is in order here, by its [HubFeed], before it is passed on. Whether a socket's user may see it the
/// socket knows, by a pull of its own that began after it was attached; and who is removed is dropped when their
/// removal has been passed on. Of a conversation that is not large only the [Viewing] comes by hub.
///
/// Everything here is bounded: the conversation tells so much per subscription and no more, so many changes wait
/// during a pull and the rest is pulled, and a socket that has enough to do is passed over and pulls what it
/// lacks.
final class ConversationHub {
    static final Duration SUBSCRIBE_EVERY = Duration.ofSeconds(5);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(15);

    private final ConversationId conversation;
    private final Hubs.Surroundings surroundings;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ConversationHubs.Notice> notices;
    private final FanOut fanOut;
    private final HubFeed feed;
    private final HubPosition position;
    private final Viewing viewing;
    private int toldSinceSubscription;
    private boolean isIdle;
    private boolean wasSmall = true;

    /// What happens to a hub.
    sealed interface Command {}

    record Attach(Recipient recipient) implements Command {}

    record Detach(Recipient recipient) implements Command {}

    record View(Recipient recipient, boolean proven, boolean anew) implements Command {}

    record Unview(Recipient recipient) implements Command {}

    /// The socket has ended.
    private record Gone(Recipient recipient) implements Command {}

    record Noticed(ConversationHubs.Notice notice) implements Command {}

    private record SubscribeAgain() implements Command {}

    /// Others have had their turn.
    record PassOn() implements Command {}

    record Rested() implements Command {}

    record Pulled(@Nullable Whole whole) implements Command {}

    record PullAgain() implements Command {}

    record Appeared(Presence presence) implements Command {}

    record Found(Viewing.Look look, @Nullable Set<UserId> who) implements Command {}

    private record WatchAgain() implements Command {}

    static Behavior<Command> create(ConversationId conversation, Hubs.Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var hub = new ConversationHub(conversation, surroundings, context, timers);
            hub.begin();
            return Behaviors.receive(Command.class)
                    .onAnyMessage(hub::on)
                    .onSignal(PostStop.class, _ -> hub.onStopped())
                    .build();
        }));
    }

    private ConversationHub(
            ConversationId conversation,
            Hubs.Surroundings surroundings,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        this.conversation = conversation;
        this.surroundings = surroundings;
        this.context = context;
        this.timers = timers;
        this.notices = context.messageAdapter(ConversationHubs.Notice.class, Noticed::new);
        this.fanOut = new FanOut(
                conversation, FanOut.Pace.of(context.getSelf(), timers), surroundings.meters(), this::onPassed);
        this.feed = new HubFeed(conversation, surroundings, context, timers, this::pass);
        this.position = feed.position();
        this.viewing = new Viewing(conversation, surroundings, context);
    }

    private void begin() {
        var jitter = Duration.ofMillis(surroundings.random().nextLong(SUBSCRIBE_EVERY.toMillis()));
        timers.startTimerWithFixedDelay(new SubscribeAgain(), jitter, SUBSCRIBE_EVERY);
        timers.startTimerWithFixedDelay(new WatchAgain(), WATCH_EVERY);
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Attach(var recipient) -> attach(recipient);
            case Detach(var recipient) -> forget(recipient);
            case View(var recipient, var proven, var anew) -> view(recipient, proven, anew);
            case Unview(var recipient) -> unview(recipient);
            case Gone(var recipient) -> {
                forget(recipient);
                unview(recipient);
            }
            case Noticed(var notice) -> onNotice(notice);
            case PassOn _ -> fanOut.goOn();
            case Rested _ -> fanOut.rested();
            case Pulled(var whole) -> feed.onPulled(whole);
            case PullAgain _ -> feed.onPullAgain();
            case Appeared(var presence) -> viewing.appeared(presence);
            case Found(var look, var who) -> viewing.found(look, who);
            case WatchAgain _ -> viewing.watchAgain();
            case SubscribeAgain _ -> {
                if (isUnused() && isIdle) {
                    return Behaviors.stopped();
                }
                isIdle = isUnused();
                subscribe();
                fanOut.offerThosePassedOver(new HubNotice.HeadMoved(position.passed()));
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onStopped() {
        fanOut.clear();
        tell(new ConversationHubs.Unsubscribe(notices));
        return Behaviors.same();
    }

    // --- Sockets ---

    private void attach(Recipient recipient) {
        fanOut.add(recipient);
        context.watchWith(recipient.socket(), new Gone(recipient));
        if (position.isKnown()) {
            welcome(recipient);
        } else if (wasSmall) {
            subscribe();
        }
    }

    private void welcome(Recipient recipient) {
        recipient.tell(conversation, new HubNotice.Attached(context.getSelf(), position.reached()));
    }

    private void forget(Recipient recipient) {
        fanOut.remove(recipient);
        unwatchIfUnknown(recipient);
    }

    private void unwatchIfUnknown(Recipient recipient) {
        if (!fanOut.recipients().contains(recipient) && !viewing.has(recipient)) {
            context.unwatch(recipient.socket());
        }
    }

    private boolean isUnused() {
        return fanOut.recipients().isEmpty() && !viewing.isWanted();
    }

    private void pass(Change change, ChangeFrame opened) {
        fanOut.pass(change, EncodedChange.of(change, position.passed(), opened));
    }

    private void onPassed(Change change) {
        if (change.shown() instanceof Left(var user, var _, var _, var _)) {
            viewing.end(user);
            List.copyOf(fanOut.recipients()).stream()
                    .filter(recipient -> recipient.user().equals(user))
                    .forEach(recipient -> drop(recipient, new HubNotice.Dropped(change.revision())));
        }
    }

    private void drop(Recipient recipient, HubNotice reason) {
        forget(recipient);
        recipient.tell(conversation, reason);
    }

    // Who may look is known where the members are few; where they are many, it is who is attached and has proven it.
    private void view(Recipient recipient, boolean proven, boolean anew) {
        context.watchWith(recipient.socket(), new Gone(recipient));
        var isFirst = !viewing.isWanted();
        if (viewing.isMember(recipient.user()) || (proven && fanOut.recipients().contains(recipient))) {
            viewing.begin(recipient, anew);
            // Until it is said that somebody looks, the conversation tells neither who types nor who is in it.
            if (isFirst) {
                subscribe();
            }
        } else {
            viewing.ask(recipient);
            subscribe();
        }
    }

    private void unview(Recipient recipient) {
        viewing.end(recipient);
        unwatchIfUnknown(recipient);
    }

    // --- The conversation ---

    private void subscribe() {
        wasSmall = false;
        tell(new ConversationHubs.Subscribe(notices, viewing.isWanted()));
    }

    private void tell(ConversationHubs.Command command) {
        surroundings.conversations().entities().apply(conversation).tell(command);
    }

    private void onNotice(ConversationHubs.Notice notice) {
        switch (notice) {
            case ConversationHubs.Subscribed subscribed -> {
                // From here on, not when it was asked for: what was told before may have waited for long.
                toldSinceSubscription = 0;
                onSubscribed(subscribed.head(), subscribed.large());
                onMembers(Set.copyOf(subscribed.members()), subscribed.large());
            }
            case ConversationHubs.Told(var change) -> {
                count(HubMeters.Told.CHANGE);
                // Before anything that is told later, also where the change itself has to wait.
                if (change.shown() instanceof Left left) {
                    viewing.end(left.user());
                }
                feed.onTold(change);
            }
            case ConversationHubs.Typing(var user, var told) -> {
                count(HubMeters.Told.TYPING);
                if (!position.isKnown() || position.reached() >= told) {
                    viewing.types(user);
                }
            }
            case ConversationHubs.HeadMoved(var head) -> {
                count(HubMeters.Told.HEAD);
                feed.onHead(head);
            }
        }
    }

    private void count(HubMeters.Told what) {
        surroundings.meters().told(what);
        if (++toldSinceSubscription == ConversationHubs.TOLD_PER_SUBSCRIPTION / 2) {
            subscribe();
        }
    }

    private void onSubscribed(long head, boolean large) {
        wasSmall = !large;
        if (!large) {
            position.forget();
            fanOut.finish();
            List.copyOf(fanOut.recipients()).forEach(recipient -> drop(recipient, new HubNotice.Released()));
        } else if (position.isKnown()) {
            feed.onHead(head);
        } else {
            position.beginAt(head);
            fanOut.recipients().forEach(this::welcome);
        }
    }

    // No members where they are too many, or the conversation was asked before anybody looked: then it is asked again.
    private void onMembers(Set<UserId> members, boolean large) {
        if (!viewing.isWanted() || (members.isEmpty() && !large)) {
            return;
        }
        HubNotice answer = members.isEmpty()
                ? new HubNotice.AttachFirst()
                : new HubNotice.ViewRefused(ErrorCode.NOT_CONVERSATION_MEMBER);
        for (var refused : viewing.membersAre(members, fanOut.recipients())) {
            unwatchIfUnknown(refused);
            refused.tell(conversation, answer);
        }
    }
}
