package social.nova.http.realtime;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;

/// Tells whether a client that has connected is going to say something first.
///
/// Who resumes says `sync` at once, and nothing may be pushed before that is heard; others say nothing for hours. Time
/// alone does not tell them apart: on a node with much to do, what a client has said lies unread for seconds. So a
/// client has nothing to say once it was quiet, answered a ping, was quiet again, and answered another: it was there to
/// speak, and what it said before its answers has been read.
final class FirstWord {
    static final Duration QUIET_FOR = Duration.ofMillis(500);
    private static final int ANSWERS = 2;

    private final Socket socket;
    private final TimerScheduler<ChatSocket.Event> timers;
    private int asked;
    private int answered;

    FirstWord(Socket socket, TimerScheduler<ChatSocket.Event> timers) {
        this.socket = socket;
        this.timers = timers;
    }

    void await() {
        timers.startTimerWithFixedDelay(new ChatSocket.Quiet(), QUIET_FOR);
    }

    /// It has been quiet for as long again.
    void onQuiet() {
        if (asked == answered) {
            asked++;
            socket.probe();
        }
    }

    /// It has answered; true if there is nothing to wait for any more.
    boolean onReached() {
        answered++;
        if (answered < ANSWERS) {
            return false;
        }
        said();
        return true;
    }

    /// It has spoken.
    void said() {
        timers.cancel(new ChatSocket.Quiet());
    }
}
