package social.nova.http.account;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The RSA keys of access tokens: one signs, several verify.
///
///     known ──▶ signs ──▶ another signs ──▶ its last token has expired
///       └──────── verifies, and is published ────────┘
///
/// A key is known to all nodes some time before it signs, so that no node is shown a token whose key it has not heard
/// of. Time is this node's own, counted from when it heard: wall clocks that differ do no harm. Thread-safe.
public final class TokenKeys {
    private final Duration lastTokenExpires;
    private final LongSupplier nanoTime;
    private final AtomicReference<List<Turn>> turns;

    /// @param signsAt on the clock of nanoseconds
    /// @param replacesAtOnce whether earlier keys verify nothing from then on
    private record Turn(TokenKey key, long signsAt, boolean replacesAtOnce) {
        boolean hasCome(long now) {
            return now - signsAt >= 0;
        }
    }

    /// @param first signs until another does
    /// @param lastTokenExpires how long after a key's last signature its tokens may be valid
    public TokenKeys(TokenKey first, Duration lastTokenExpires, LongSupplier nanoTime) {
        this.lastTokenExpires = lastTokenExpires;
        this.nanoTime = nanoTime;
        this.turns = new AtomicReference<>(List.of(new Turn(first, nanoTime.getAsLong(), false)));
    }

    /// Adds a key, unless it is known.
    ///
    /// @param signsIn until it signs; negative if it does already
    void add(TokenKey key, Duration signsIn, boolean replacesAtOnce) {
        var turn = new Turn(key, nanoTime.getAsLong() + signsIn.toNanos(), replacesAtOnce);
        turns.updateAndGet(known -> {
            if (known.stream().anyMatch(other -> other.key().id().equals(key.id()))) {
                return known;
            }
            // The first one stays the first: whenever this node began, the others came after it.
            var first = known.getFirst();
            var others = new ArrayList<>(known.subList(1, known.size()));
            others.add(turn);
            others.sort((a, b) -> Long.signum(a.signsAt() - b.signsAt()));
            others.addFirst(first);
            return List.copyOf(others);
        });
    }

    Set<String> known() {
        return turns.get().stream().map(turn -> turn.key().id()).collect(Collectors.toUnmodifiableSet());
    }

    /// The key that signs now.
    public TokenKey signing() {
        var now = nanoTime.getAsLong();
        return turns.get().reversed().stream()
                .filter(turn -> turn.hasCome(now))
                .findFirst()
                .orElse(turns.get().getFirst())
                .key();
    }

    /// The key of this name, if its tokens may be valid.
    Optional<TokenKey> verifying(String id) {
        return verifying().stream().filter(key -> key.id().equals(id)).findAny();
    }

    /// The ids of all keys whose tokens may be valid.
    Set<String> accepted() {
        return verifying().stream().map(TokenKey::id).collect(Collectors.toUnmodifiableSet());
    }

    /// The public keys as a JSON Web Key Set.
    public String jwks() {
        return new JWKSet(verifying().stream().<JWK>map(TokenKey::published).toList()).toString();
    }

    private List<TokenKey> verifying() {
        var all = turns.get();
        var now = nanoTime.getAsLong();
        return IntStream.range(0, all.size())
                .filter(n -> verifies(all.subList(n + 1, all.size()), now))
                .mapToObj(n -> all.get(n).key())
                .toList();
    }

    private boolean verifies(List<Turn> later, long now) {
        return later.stream()
                .noneMatch(turn -> turn.hasCome(turn.replacesAtOnce() ? now : now - lastTokenExpires.toNanos()));
    }
}
