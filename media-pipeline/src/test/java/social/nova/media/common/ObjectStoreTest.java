package social.nova.media.common;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ContentTypes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    static Path directory;

    private static TestStore server;

    private final String key = "exports/" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = new TestStore(directory);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
        server.close();
    }

    @Test
    void givesBackWhatItTookInSeveralParts() throws Exception {
        var store = new ObjectStore(server.settings(), ACTORS.system());
        var mebibyte = ByteString.fromArray(new byte[MEBIBYTE]);

        get(Source.repeat(mebibyte)
                .take(12)
                .runWith(store.put(key, ContentTypes.APPLICATION_OCTET_STREAM), ACTORS.system()));

        var read =
                get(get(store.get(key)).runWith(Sink.fold(0L, (size, bytes) -> size + bytes.size()), ACTORS.system()));
        assertThat(read).isEqualTo(12L * MEBIBYTE);
    }

    @Test
    void takesAnEmptyOneToo() throws Exception {
        var store = new ObjectStore(server.settings(), ACTORS.system());

        get(Source.<ByteString>empty().runWith(store.put(key, ContentTypes.APPLICATION_OCTET_STREAM), ACTORS.system()));

        assertThat(get(get(store.get(key)).runWith(Sink.seq(), ACTORS.system())))
                .allMatch(ByteString::isEmpty);
    }

    @Test
    void failsForWhatIsNotThereOrWasDeleted() throws Exception {
        var store = new ObjectStore(server.settings(), ACTORS.system());
        get(Source.single(ByteString.fromString("x"))
                .runWith(store.put(key, ContentTypes.APPLICATION_OCTET_STREAM), ACTORS.system()));

        get(store.delete(key));
        get(store.delete(key));

        assertThat(store.get(key)).failsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void failsWithAWrongSecret() {
        var store = new ObjectStore(server.settings("media", "wrong"), ACTORS.system());

        assertThat(Source.single(ByteString.fromString("x"))
                        .runWith(store.put(key, ContentTypes.APPLICATION_OCTET_STREAM), ACTORS.system()))
                .failsWithin(30, TimeUnit.SECONDS);
        assertThat(store.get(key)).failsWithin(30, TimeUnit.SECONDS);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
