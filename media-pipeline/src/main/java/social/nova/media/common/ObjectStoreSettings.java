package social.nova.media.common;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// The object store.
///
/// @param endpoint empty: Amazon S3 in the region; else its buckets are named in the path
public record ObjectStoreSettings(
        String bucket, String region, Secret accessKeyId, Secret secretAccessKey, Optional<URI> endpoint) {
    private static final String BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";
    private static final String REGION = "[a-z0-9][a-z0-9-]{0,62}";

    static Optional<ObjectStoreSettings> from(Section s3) {
        if (Stream.of("bucket", "access-key-id", "secret-access-key", "endpoint")
                .noneMatch(s3::isSet)) {
            return Optional.empty();
        }
        return Optional.of(new ObjectStoreSettings(
                s3.parsed(
                        "bucket",
                        "a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens",
                        text -> matching(BUCKET, text, "not a bucket's name"),
                        ""),
                s3.parsed("region", "a region like us-east-1", text -> matching(REGION, text, "not a region"), ""),
                s3.secret("access-key-id", "the id of an access key"),
                s3.secret("secret-access-key", "the secret of S3_ACCESS_KEY_ID"),
                s3.optionalUrl("endpoint", "https", "http")));
    }

    private static String matching(String pattern, String text, String wrong) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException(wrong);
        }
        return text;
    }
}
