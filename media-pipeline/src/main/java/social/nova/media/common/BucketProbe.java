package social.nova.media.common;

import akka.Done;
import akka.actor.ClassicActorSystemProvider;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.BucketAccess;
import akka.stream.alpakka.s3.javadsl.S3;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Whether the object store answers, lets Nova in, and has the bucket.
public final class BucketProbe {
    private static final long TIMEOUT_SECONDS = 5;

    private final String bucket;
    private final Attributes access;
    private final ClassicActorSystemProvider system;

    public BucketProbe(ObjectStoreSettings settings, ClassicActorSystemProvider system) {
        this.bucket = settings.bucket();
        this.access = ObjectStore.access(settings, system);
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
}
