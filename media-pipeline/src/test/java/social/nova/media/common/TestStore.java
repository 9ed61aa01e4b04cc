package social.nova.media.common;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import social.nova.protocols.settings.Secret;

/// An S3 server of a test's own, with the bucket `media`.
public final class TestStore implements AutoCloseable {
    private final BlobStoreContext store;
    private final S3Proxy server;

    /// @param directory where its objects are
    public TestStore(Path directory) {
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
        start();
    }

    private void start() {
        try {
            server.start();
        } catch (Exception failure) {
            throw new IllegalStateException("The store does not start", failure);
        }
    }

    public ObjectStoreSettings settings() {
        return settings("media", "right");
    }

    ObjectStoreSettings settings(String bucket, String secret) {
        return new ObjectStoreSettings(
                bucket, "us-east-1", new Secret("id"), new Secret(secret), Optional.of(endpoint()));
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("The store does not stop", failure);
        }
        store.close();
    }
}
