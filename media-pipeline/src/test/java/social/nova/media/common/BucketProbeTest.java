package social.nova.media.common;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.protocols.settings.Secret;

class BucketProbeTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    @TempDir
    static Path directory;

    private static BlobStoreContext store;
    private static S3Proxy server;

    @BeforeAll
    static void start() throws Exception {
        var files = new Properties();
        files.setProperty("jclouds.filesystem.basedir", directory.toString());
        store = ContextBuilder.newBuilder("filesystem-nio2")
                .credentials("id", "right")
                .overrides(files)
                .build(BlobStoreContext.class);
        store.getBlobStore().createContainerInLocation(null, "media");
        server = S3Proxy.builder()
                .blobStore(store.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "id", "right")
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        ACTORS.shutdownTestKit();
        server.stop();
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
        var endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        return new BucketProbe(
                new ObjectStoreSettings(
                        bucket, "us-east-1", new Secret("id"), new Secret(secret), Optional.of(endpoint)),
                ACTORS.system());
    }
}
