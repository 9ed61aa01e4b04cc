package social.nova.http.realtime;

import java.time.Duration;

/// When to ping a client and when to give it up, on one clock of nanoseconds.
final class Heartbeat {

    private final long pingInterval;
    private final long idleTimeout;
    private long pingedAt;
    private long heardAt;

    Heartbeat(SocketSettings settings, long now) {
        pingInterval = settings.pingInterval().toNanos();
        idleTimeout = settings.idleTimeout().toNanos();
        pingedAt = now;
        heardAt = now;
    }

    void heard(long now) {
        heardAt = now;
    }

    boolean isIdle(long now) {
        return now - heardAt >= idleTimeout;
    }

    /// True once per interval.
    boolean isPingDue(long now) {
        boolean due = now - pingedAt >= pingInterval;
        if (due) {
            pingedAt = now;
        }
        return due;
    }

    /// Until there can be something to do.
    Duration untilNext(long now) {
        return Duration.ofNanos(Math.max(0, Math.min(pingedAt + pingInterval - now, heardAt + idleTimeout - now)));
    }
}
