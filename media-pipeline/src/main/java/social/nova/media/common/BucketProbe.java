package social.nova.media.common;

import akka.Done;
import akka.actor.ClassicActorSystemProvider;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.AccessStyle;
import akka.stream.alpakka.s3.BucketAccess;
import akka.stream.alpakka.s3.S3Attributes;
import akka.stream.alpakka.s3.S3Ext;
import akka.stream.alpakka.s3.javadsl.S3;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/// Whether the object store answers, lets Nova in, and has the bucket.
public final class BucketProbe {
    private static final long TIMEOUT_SECONDS = 5;

    private final String bucket;
    private final Attributes access;
    private final ClassicActorSystemProvider system;

    public BucketProbe(ObjectStoreSettings settings, ClassicActorSystemProvider system) {
        this.bucket = settings.bucket();
        this.access = access(settings, system);
        this.system = system;
    }

    /// Fails when any of it is not so within five seconds.
    public CompletionStage<Done> ping() {
        return S3.checkIfBucketExists(bucket, system, access)
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .thenApply(found -> {
                    if (found.equals(BucketAccess.accessGranted())) {
                        return Done.getInstance();
                    }
                    throw new CompletionException(new IllegalStateException(
                            found.equals(BucketAccess.accessDenied())
                                    ? "The object store denies access to the bucket"
                                    : "The object store has no such bucket"));
                });
    }

    private static Attributes access(ObjectStoreSettings settings, ClassicActorSystemProvider system) {
        var credentials = AwsBasicCredentials.create(
                settings.accessKeyId().value(), settings.secretAccessKey().value());
        var amazon = S3Ext.get(system)
                .settings()
                .withCredentialsProvider(StaticCredentialsProvider.create(credentials))
                .withS3RegionProvider(() -> Region.of(settings.region()));
        return S3Attributes.settings(settings.endpoint()
                .map(endpoint ->
                        amazon.withEndpointUrl(endpoint.toString()).withAccessStyle(AccessStyle.pathAccessStyle()))
                .orElse(amazon));
    }
}
