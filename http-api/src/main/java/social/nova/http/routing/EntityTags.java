package social.nova.http.routing;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import social.nova.http.common.Headers;

/// Spares clients the thing they have already: a strong `ETag` from the bytes of an answer, and 304 where
/// `If-None-Match` names it.
final class EntityTags {
    private static final String HEADER = "ETag";
    private static final int TAG_BYTES = 16;

    private EntityTags() {}

    /// @param answer with the bytes that would be sent, encoded as they would be
    static HttpResponse on(HttpRequest request, HttpResponse answer) {
        if (!answer.status().equals(StatusCodes.OK) || !(answer.entity() instanceof HttpEntity.Strict strict)) {
            return answer;
        }
        var tag = tagOf(strict.getData().toArray());
        var tagged = answer.addHeader(RawHeader.create(HEADER, tag));
        return isKnown(request, tag)
                ? tagged.withEntity(HttpEntities.EMPTY)
                        .withStatus(StatusCodes.NOT_MODIFIED)
                        .removeHeader("Content-Encoding")
                : tagged;
    }

    private static boolean isKnown(HttpRequest request, String tag) {
        return Headers.list(request, "If-None-Match")
                .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }

    private static String tagOf(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-256
        }
    }
}
