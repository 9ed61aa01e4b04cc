package social.nova.http.account;

import akka.Done;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.account.RevokedSessions;
import social.nova.protocols.user.Announcement.SessionsRevoked;

/// The login sessions that have ended while access tokens of theirs have not expired, as this node knows them.
///
/// A session that ends is written to a table and told to all nodes; each also reads the table every half second, which
/// finds what a lost message would have told, and what was written while this node was away. Asked for every request,
/// so it is all in memory, and forgotten once no token can be left. Thread-safe.
public final class Revocations {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final RevokedSessions table;
    private final Consumer<SessionsRevoked> everyNode;
    private final InstantSource clock;
    private final Map<String, Instant> until = new ConcurrentHashMap<>();
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Done> loaded = new CompletableFuture<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Instant readUntil = Instant.EPOCH;

    /// @param everyNode tells all nodes of the cluster
    public Revocations(RevokedSessions table, Consumer<SessionsRevoked> everyNode, InstantSource clock) {
        this.table = table;
        this.everyNode = everyNode;
        this.clock = clock;
    }

    public boolean isRevoked(String session) {
        return until.containsKey(session);
    }

    /// Has this called with sessions as they are revoked, each once.
    public void onRevoked(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /// Revokes these sessions; completes when it is sure that every node will know.
    ///
    /// @param tokensUntil when the last of their access tokens expires
    public CompletionStage<Done> revoke(List<String> sessions, Instant tokensUntil) {
        if (sessions.isEmpty()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        note(sessions, tokensUntil);
        everyNode.accept(new SessionsRevoked(sessions, tokensUntil));
        return table.revoke(sessions, tokensUntil);
    }

    /// Hears of revocations by another node.
    public void note(Collection<String> sessions, Instant tokensUntil) {
        var fresh = new HashSet<String>();
        for (var session : sessions) {
            if (until.putIfAbsent(session, tokensUntil) == null) {
                fresh.add(session);
            }
        }
        if (!fresh.isEmpty()) {
            listeners.forEach(listener -> listener.accept(fresh));
        }
    }

    /// Reads what is new in the table, and forgets what has expired. To be called twice a second; a call while one is
    /// under way does nothing.
    public void read() {
        forgetExpired();
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        table.since(readUntil).whenComplete((found, failure) -> {
            if (failure == null) {
                found.until().forEach((session, end) -> note(List.of(session), end));
                readUntil = found.asOf();
                loaded.complete(Done.getInstance());
            } else {
                LOG.debug("Revocations could not be read, and are read again: {}", failure.getMessage());
            }
            reading.set(false);
        });
    }

    /// Completes once everything was read that was revoked before.
    public CompletionStage<Done> loaded() {
        return loaded;
    }

    /// Deletes from the table what has expired.
    public CompletionStage<Integer> forgetInTable() {
        return table.forgetExpired();
    }

    private void forgetExpired() {
        var now = clock.instant();
        until.values().removeIf(end -> !end.isAfter(now));
    }
}
