package social.nova.media.common;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.protocols.settings.Secret;

class BucketProbeTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    @TempDir
    static Path directory;

    private static TestStore store;

    @BeforeAll
    static void start() {
        store = new TestStore(directory);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
        store.close();
    }

    @Test
    void isContentWithABucketItMayUse() {
        assertThat(probe("media", "right").ping()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void failsWithoutTheBucket() {
        assertThat(probe("pictures", "right").ping())
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("no such bucket");
    }

    @Test
    void failsWithAWrongSecret() {
        assertThat(probe("media", "wrong").ping())
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("denies access");
    }

    @Test
    void failsWhenNobodyIsThere() {
        var nobody = new ObjectStoreSettings(
                "media",
                "us-east-1",
                new Secret("id"),
                new Secret("right"),
                Optional.of(URI.create("http://127.0.0.1:1")));

        assertThat(new BucketProbe(nobody, ACTORS.system()).ping()).failsWithin(10, TimeUnit.SECONDS);
    }

    private static BucketProbe probe(String bucket, String secret) {
        return new BucketProbe(store.settings(bucket, secret), ACTORS.system());
    }
}
