package social.nova.deploy.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.SecretFile;

/// S3 on a directory, in this process, with one bucket. Path-style addresses.
final class ObjectStore implements EmbeddedService {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);
    static final String BUCKET = "nova-media";
    private static final String REGION = "us-east-1";
    private static final String ACCESS_KEY = "nova";

    private final S3Proxy server;
    private final BlobStoreContext store;
    private final int port;
    private final String secretKey;

    private ObjectStore(S3Proxy server, BlobStoreContext store, int port, String secretKey) {
        this.server = server;
        this.store = store;
        this.port = port;
        this.secretKey = secretKey;
    }

    static ObjectStore start(DataDirectory data, int port) throws IOException {
        var secretKey = SecretFile.in(data, "s3-secret-key").orMake(SecretFile::randomPassword);
        var directory = Files.createDirectories(data.root().resolve("s3"));
        var overrides = new Properties();
        overrides.setProperty("jclouds.filesystem.basedir", directory.toString());
        var store = ContextBuilder.newBuilder("filesystem-nio2")
                .credentials(ACCESS_KEY, secretKey)
                .overrides(overrides)
                .build(BlobStoreContext.class);
        store.getBlobStore().createContainerInLocation(null, BUCKET);
        var server = S3Proxy.builder()
                .blobStore(store.getBlobStore())
                .endpoint(URI.create("http://" + StackPorts.HOST + ":" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, secretKey)
                .ignoreUnknownHeaders(true)
                .corsRules(anyOrigin())
                .build();
        try {
            server.start();
        } catch (Exception e) { // what Jetty declares
            store.close();
            throw new IOException("S3 did not start", e);
        }
        return new ObjectStore(server, store, port, secretKey);
    }

    /// A browser uploads and reads by presigned addresses, from a page that a node serves.
    private static CrossOriginResourceSharing anyOrigin() {
        var methods = List.of("GET", "HEAD", "PUT", "POST");
        return new CrossOriginResourceSharing(List.of("*"), methods, List.of("*"), List.of("ETag"), "false");
    }

    @Override
    public StackService kind() {
        return StackService.S3;
    }

    @Override
    public String address() {
        return StackPorts.HOST + ":" + port;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "S3_ENDPOINT", "http://" + address(),
                "S3_BUCKET", BUCKET,
                "S3_REGION", REGION,
                "S3_ACCESS_KEY_ID", ACCESS_KEY,
                "S3_SECRET_ACCESS_KEY", secretKey);
    }

    @Override
    public CompletableFuture<?> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // what Jetty declares
            LOG.warn("S3 did not stop in order", e);
        }
        store.close();
    }
}
