package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.account.AccessTokens;
import social.nova.http.account.KeyRotation;
import social.nova.http.account.TokenKey;
import social.nova.http.account.TokenKeys;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.signing.SigningKeys;
import social.nova.persistence.signing.SigningKeys.Stored;
import social.nova.persistence.user.MasterKey;
import social.nova.protocols.common.UserId;

/// A key is in wrong hands, and what was opened with its tokens ends.
class RefusedKeyTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final Duration EXPIRY = Duration.ofMinutes(15);
    private static final Duration SHORTLY = Duration.ofMillis(50);

    private final TokenKeys keys = new TokenKeys(TokenKey.generate(), EXPIRY, System::nanoTime);
    private final AccessTokens tokens = new AccessTokens(keys, EXPIRY, InstantSource.system(), UUID::randomUUID);
    private final SigningKeys table = new SigningKeys(TestDatabase.get(), new MasterKey(TestDatabase.MASTER_KEYSET));
    private final KeyRotation rotation = new KeyRotation(keys, table);
    private final OpenSockets sockets = new OpenSockets(ACTORS.system(), new Random(1), _ -> false);

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void aSocketEndsOnceItsNodeLearnsThatItsKeyIsRefused() throws Exception {
        rotation.onRead(sockets::endAllBut);
        var stolen = open();
        replace(false);
        stolen.closed.expectNoMessage(SHORTLY);

        replace(true);

        stolen.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
        var fresh = open();
        rotation.read();
        fresh.closed.expectNoMessage(SHORTLY);
    }

    /// Has another key sign, and the node learn of it.
    private void replace(boolean atOnce) throws Exception {
        var key = TokenKey.generate();
        table.add(new Stored(key.id(), key.written(), Duration.ZERO, atOnce))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Awaitility.await("the new key to sign").atMost(Duration.ofSeconds(30)).until(() -> {
            rotation.read();
            return keys.signing().id().equals(key.id());
        });
        rotation.read();
    }

    private FakeSocket open() {
        var caller = tokens.verify(tokens.issue(ALICE, "a session"));
        assertThat(caller).isPresent();
        var socket = new FakeSocket(ACTORS);
        sockets.add(socket, caller.get());
        return socket;
    }
}
