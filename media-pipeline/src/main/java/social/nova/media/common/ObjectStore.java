package social.nova.media.common;

import akka.Done;
import akka.NotUsed;
import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.ContentType;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.AccessStyle;
import akka.stream.alpakka.s3.S3Attributes;
import akka.stream.alpakka.s3.S3Ext;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/// The bucket with everything that is large. What it takes and gives are streams: nothing is in memory as a whole.
public final class ObjectStore {
    private static final long TIMEOUT_SECONDS = 10;

    /// Somebody waits for it, who is to hear that it cannot be had before they give up.
    private static final long FOUND_WITHIN_SECONDS = 5;

    private final String bucket;
    private final Attributes access;
    private final ClassicActorSystemProvider system;

    public ObjectStore(ObjectStoreSettings settings, ClassicActorSystemProvider system) {
        this.bucket = settings.bucket();
        this.access = access(settings, system);
        this.system = system;
    }

    /// Writes an object; it is there when the stage is done, whole or not at all. In memory are some parts of 5 MiB.
    public Sink<ByteString, CompletionStage<Done>> put(String key, ContentType type) {
        return S3.multipartUpload(bucket, key, type)
                .withAttributes(access)
                .mapMaterializedValue(result -> result.thenApply(_ -> Done.getInstance()));
    }

    /// An object's bytes, once it is known that it is there; fails where it is not, or nothing answers within five
    /// seconds. Who gets the source must run it.
    public CompletionStage<Source<ByteString, NotUsed>> get(String key) {
        var opened = S3.getObject(bucket, key).withAttributes(access).preMaterialize(system);
        var found = opened.first().toCompletableFuture().orTimeout(FOUND_WITHIN_SECONDS, TimeUnit.SECONDS);
        return found.thenApply(_ -> opened.second());
    }

    /// An object that is there.
    ///
    /// @param writtenAt by the store's clock
    public record Stored(String key, Instant writtenAt) {}

    /// Those whose keys begin so, read as they are wanted.
    public Source<Stored, NotUsed> list(String prefix) {
        return S3.listBucket(bucket, Optional.of(prefix))
                .withAttributes(access)
                .map(found -> new Stored(found.getKey(), found.getLastModified()));
    }

    /// Deletes an object. Repeating it changes nothing.
    public CompletionStage<Done> delete(String key) {
        return S3.deleteObject(bucket, key)
                .withAttributes(access)
                .toMat(Sink.ignore(), Keep.right())
                .run(system)
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    static Attributes access(ObjectStoreSettings settings, ClassicActorSystemProvider system) {
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
