package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.session.Nodes;
import social.nova.protocols.session.Session;

/// One socket's place in the session of its user, which may be born anew at any time, elsewhere, knowing no socket.
///
/// The socket says that it is there until it is answered, and twice a minute from then on. It says so at the next look
/// where the session must be another: its node has left the cluster, or it said that it goes. Not at once: a node that
/// goes has thousands of sessions, and not all sockets are to ask in the same moment.
///
/// A session tells so much between two registrations and then nothing, so the socket also says that it is there when it
/// has taken half of that. The answer comes behind all that was told before, and only then is counted anew: so no more
/// than one and a half times that much waits for a socket that is slow, and some for each look.
///
/// Part of [ChatSocket] and used by its actor only.
final class Registration {
    /// A session that is where it was is told again each so many looks.
    static final int LOOKS = 6;

    private final Consumer<Session.Command> session;
    private final ActorRef<Session.Notice> socket;
    private final Nodes nodes;
    private String incarnation = "";
    private @Nullable String node;
    private int looks;
    private int told;
    private boolean asksForMore;

    /// @param session finds it wherever it is
    /// @param socket where the session tells this socket what happens
    Registration(Consumer<Session.Command> session, ActorRef<Session.Notice> socket, Nodes nodes) {
        this.session = session;
        this.socket = socket;
        this.nodes = nodes;
    }

    void begin() {
        session.accept(new Session.Register(socket, nodes.self(), incarnation));
    }

    /// To be called every few seconds.
    void look() {
        var isDue = ++looks % LOOKS == 0;
        if (isDue || asksForMore || incarnation.isEmpty() || node == null || !nodes.has(node)) {
            begin();
        }
    }

    /// The session has told something, whatever it is.
    void heard(Session.Notice notice) {
        var isAnswer = notice instanceof Session.Registered;
        if (!isAnswer && ++told >= Session.TOLD_PER_REGISTRATION / 2 && !asksForMore) {
            asksForMore = true;
            begin();
        }
    }

    /// The session has answered.
    ///
    /// @return whether it was born anew, or told this socket nothing for a while, so that something may be missing
    boolean answered(Session.Registered registered) {
        var isAnother = !incarnation.isEmpty() && !incarnation.equals(registered.incarnation());
        var mayLack = isAnother || registered.incarnation().isEmpty();
        told = 0;
        asksForMore = false;
        incarnation = registered.incarnation();
        // What was missed is told to every socket until one shows, by registering again, that it has been told.
        node = registered.missed().isEmpty() ? registered.node() : null;
        return mayLack;
    }

    void sessionEnded() {
        node = null;
    }

    void end() {
        session.accept(new Session.Unregister(socket));
    }
}
