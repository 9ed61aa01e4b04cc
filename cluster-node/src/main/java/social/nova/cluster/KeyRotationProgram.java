package social.nova.cluster;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import social.nova.http.account.TokenKey;
import social.nova.persistence.common.Database;
import social.nova.persistence.signing.SigningKeys;
import social.nova.persistence.signing.SigningKeys.Stored;
import social.nova.protocols.settings.SettingsRefused;

/// Has access tokens signed by a new key, on all running nodes and without restarting any. A program of its own.
final class KeyRotationProgram {
    /// Tokens of the key before are refused as soon as the new one signs: for a key in wrong hands.
    static final String AT_ONCE = "--at-once";

    /// In which every node reads it several times.
    private static final Duration SIGNS_AFTER = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private KeyRotationProgram() {}

    /// @return 0 when it is done, [Main#BAD_SETTINGS], or 1 when the database cannot be used
    static int run(Map<String, String> environment, boolean atOnce, PrintStream out) {
        try {
            var persistence = NodeSettings.from(environment).persistence();
            try (var database = Database.open(persistence.database())) {
                var key = TokenKey.generate();
                new SigningKeys(database, persistence.masterKeyset().open())
                        .add(new Stored(key.id(), key.written(), SIGNS_AFTER, atOnce))
                        .toCompletableFuture()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                out.println("Key %s signs access tokens in %d seconds; tokens of earlier keys %s."
                        .formatted(
                                key.id(),
                                SIGNS_AFTER.toSeconds(),
                                atOnce ? "are refused from then on" : "stay valid until they expire"));
                return 0;
            }
        } catch (SettingsRefused refused) {
            out.println(refused.getMessage());
            return Main.BAD_SETTINGS;
        } catch (ExecutionException | TimeoutException failure) {
            out.println("The database cannot be used: " + failure.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
