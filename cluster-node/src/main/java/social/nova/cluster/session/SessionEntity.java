package social.nova.cluster.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Nodes;
import social.nova.protocols.session.Session;
import social.nova.protocols.session.Session.Command;
import social.nova.protocols.session.Session.Notice;

/// One user's address in the cluster: passes what conversations tell on to the user's sockets.
///
/// Holds nothing that could not be told again: who listens, and which conversations spoke while nobody did. Sockets
/// register twice a minute; a socket that has been silent for longer than that, or whose node has left the cluster, is
/// forgotten. One that takes nothing is told so much and no more ([Session#TOLD_PER_REGISTRATION]), so that little
/// waits for it, however long it stands still.
public final class SessionEntity {
    /// Sockets one user may have open; one more displaces the oldest.
    static final int MAX_SOCKETS = 50;

    /// Conversations remembered for a user without sockets; beyond that the longest unheard is dropped, and its
    /// messages are found by `sync`, as after any absence.
    static final int MAX_MISSED = 1_000;

    private static final Duration SILENCE = Duration.ofSeconds(70);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private final String incarnation;
    private final Nodes nodes;
    private final LongSupplier nanoTime;
    private final TimerScheduler<Command> timers;
    private final Watchers watchers;
    private final LinkedHashMap<ActorRef<Notice>, Heard> lastHeard = new LinkedHashMap<>();
    private final LinkedHashMap<ConversationId, Session.Missed> missed = new LinkedHashMap<>();

    /// A socket as it registered last.
    private static final class Heard {
        private final String node;
        private final long at; // by the monotonic clock
        private int told;
        private final boolean warned; // when it registered, that it may lack something
        private boolean lacksSomething;

        private Heard(String node, long at, boolean warned) {
            this.node = node;
            this.at = at;
            this.warned = warned;
        }

        private boolean mayBeTold() {
            if (told == Session.TOLD_PER_REGISTRATION) {
                lacksSomething = true;
                return false;
            }
            told++;
            return true;
        }
    }

    /// @param incarnation unique to this birth of the session
    /// @param nanoTime a monotonic clock, in nanoseconds
    public static Behavior<Command> create(String incarnation, Nodes nodes, LongSupplier nanoTime) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Session.Sweep(), SWEEP_EVERY);
            // A session born anew does not know yet who is there: the sockets register again.
            timers.startSingleTimer(new Session.LookWhetherGone(), Watchers.GONE_AFTER);
            return Behaviors.receiveMessage(new SessionEntity(incarnation, nodes, nanoTime, timers)::onCommand);
        });
    }

    private SessionEntity(String incarnation, Nodes nodes, LongSupplier nanoTime, TimerScheduler<Command> timers) {
        this.incarnation = incarnation;
        this.nodes = nodes;
        this.nanoTime = nanoTime;
        this.timers = timers;
        this.watchers = new Watchers(nanoTime);
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Session.Register register -> onRegister(register);
            case Session.Unregister(var socket) -> {
                lastHeard.remove(socket);
                lookLaterWhetherGone();
            }
            case Session.Watch(var user, var watcher) -> watchers.watch(user, watcher);
            case Session.Unwatch(var watcher) -> watchers.unwatch(watcher);
            case Session.LookWhetherGone _ -> watchers.userIs(!lastHeard.isEmpty());
            case Session.Deliver(var conversation, var change) -> {
                tell(new Session.Changed(conversation, change));
                rememberUnheard(conversation, change.follows(), change.revision(), false);
            }
            case Session.Announce(var conversation, var head, var large) -> {
                tell(new Session.HeadMoved(conversation, head, large));
                rememberUnheard(conversation, head - 1, head, large);
            }
            case Session.Sweep _ -> {
                forgetSocketsThatHaveGone();
                lookLaterWhetherGone();
                watchers.forgetSilent();
            }
            case Session.Stop _ -> {
                lastHeard.keySet().forEach(socket -> socket.tell(new Session.Ended()));
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    private void onRegister(Session.Register register) {
        var socket = register.socket();
        var before = lastHeard.get(socket);
        var isNew = before == null;
        var knowsUs = register.incarnation().equals(incarnation);
        // Forgotten for its silence, or told no more, and back: others may have been told what it has missed. The
        // answer may be lost, so it is said until the socket registers as one that has heard it.
        var lacksSomething = before == null ? knowsUs : before.lacksSomething || (before.warned && knowsUs);
        // A socket that is known keeps its place behind the older ones.
        lastHeard.put(socket, new Heard(register.node(), nanoTime.getAsLong(), lacksSomething));
        watchers.userIs(true);
        if (lacksSomething) {
            socket.tell(new Session.Registered("", nodes.self(), List.copyOf(missed.values())));
        } else {
            // A socket that knows this incarnation has had the answer below, and with it all that was missed.
            if (knowsUs) {
                missed.clear();
            }
            socket.tell(new Session.Registered(incarnation, nodes.self(), List.copyOf(missed.values())));
        }
        if (isNew && lastHeard.size() > MAX_SOCKETS) {
            lastHeard.pollFirstEntry().getKey().tell(new Session.Displaced());
        }
    }

    private void tell(Notice notice) {
        lastHeard.forEach((socket, heard) -> {
            if (heard.mayBeTold()) {
                socket.tell(notice);
            }
        });
    }

    private void rememberUnheard(ConversationId conversation, long follows, long revision, boolean large) {
        if (!lastHeard.isEmpty()) {
            return;
        }
        var earlier = missed.remove(conversation);
        var after = earlier == null ? follows : Math.min(earlier.after(), follows);
        var head = earlier == null ? revision : Math.max(earlier.head(), revision);
        missed.put(conversation, new Session.Missed(conversation, after, head, large));
        if (missed.size() > MAX_MISSED) {
            missed.pollFirstEntry();
        }
    }

    private void lookLaterWhetherGone() {
        var look = new Session.LookWhetherGone();
        if (lastHeard.isEmpty() && watchers.userWasThere() && !timers.isTimerActive(look)) {
            timers.startSingleTimer(look, Watchers.GONE_AFTER);
        }
    }

    private void forgetSocketsThatHaveGone() {
        var oldest = nanoTime.getAsLong() - SILENCE.toNanos();
        lastHeard.values().removeIf(heard -> heard.at - oldest < 0 || !nodes.has(heard.node));
    }
}
