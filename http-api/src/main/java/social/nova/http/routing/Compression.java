package social.nova.http.routing;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import social.nova.http.common.Headers;

/// Gzips answers for who asks for it, when it pays: texts above a kilobyte.
///
/// The same bytes always become the same bytes, so that an `ETag` over them holds.
public final class Compression {
    private static final int AT_LEAST = 1024;
    private static final HttpHeader VARY = RawHeader.create("Vary", "Accept-Encoding");
    private static final HttpHeader GZIP = RawHeader.create("Content-Encoding", "gzip");

    private Compression() {}

    static HttpResponse on(HttpRequest request, HttpResponse answer) {
        if (!(answer.entity() instanceof HttpEntity.Strict strict)
                || !pays(strict.getContentType(), strict.getData().size())
                || Headers.has(answer, "Content-Encoding")
                || Headers.has(answer, "ETag")) { // a tag of its own is one of these very bytes
            return answer;
        }
        var varying = answer.addHeader(VARY);
        return acceptsGzip(request)
                ? varying.addHeader(GZIP)
                        .withEntity(HttpEntities.create(
                                strict.getContentType(), gzip(strict.getData().toArray())))
                : varying;
    }

    /// Whether zipping makes so much of this type smaller.
    public static boolean pays(ContentType type, int bytes) {
        return bytes >= AT_LEAST && type.mediaType().isCompressible();
    }

    /// Whether the client takes gzip.
    public static boolean acceptsGzip(HttpRequest request) {
        return Headers.list(request, "Accept-Encoding")
                .map(coding -> coding.toLowerCase(Locale.ROOT).replace(" ", ""))
                .anyMatch(coding -> coding.equals("gzip") || (coding.startsWith("gzip;q=") && !isZero(coding)));
    }

    private static boolean isZero(String coding) {
        return coding.substring("gzip;q=".length()).matches("0(\\.0{0,3})?");
    }

    /// The same bytes, zipped.
    public static ByteString gzip(byte[] bytes) {
        var zipped = new ByteArrayOutputStream(bytes.length / 2);
        try (var gzip = new Fast(zipped)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
        return ByteString.fromArrayUnsafe(zipped.toByteArray());
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
