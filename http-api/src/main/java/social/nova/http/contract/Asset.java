package social.nova.http.contract;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.util.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import social.nova.http.routing.Compression;

/// Something that does not change while a node runs, read once and kept: a file of a page, a document.
///
/// Who takes gzip gets it zipped, which was done once as well, and under a tag of its own.
///
/// Clients keep it and ask with its `ETag` whether it is still the same, which costs a 304 without a body. All nodes of
/// one version agree on the tag: it is made of the content.
final class Asset {
    private static final int TAG_BYTES = 12;
    private static final HttpHeader REVALIDATED = header("Cache-Control", "public, no-cache");
    private static final HttpHeader AS_TYPED = header("X-Content-Type-Options", "nosniff");

    private static final HttpHeader VARIES = header("Vary", "Accept-Encoding");
    private static final HttpHeader GZIP = header("Content-Encoding", "gzip");

    private final Form plain;
    private final @Nullable Form zipped;

    /// The asset as it is sent.
    ///
    /// @param tag without quotes
    private record Form(ContentType type, ByteString content, String tag, List<HttpHeader> headers) {}

    /// @param more headers beside those of every asset
    Asset(ContentType type, byte[] content, HttpHeader... more) {
        var tag = digest(content);
        var headers = Stream.concat(Stream.of(more), Stream.of(REVALIDATED, AS_TYPED));
        if (Compression.pays(type, content.length)) {
            var varying = Stream.concat(headers, Stream.of(VARIES)).toList();
            this.plain = new Form(type, ByteString.fromArray(content), tag, varying);
            this.zipped = new Form(type, Compression.gzip(content), tag + "-gzip", varying);
        } else {
            this.plain = new Form(type, ByteString.fromArray(content), tag, headers.toList());
            this.zipped = null;
        }
    }

    static Asset of(ContentType type, String text, HttpHeader... more) {
        return new Asset(type, text.getBytes(StandardCharsets.UTF_8), more);
    }

    /// @param path of a resource on the class path
    /// @throws IllegalStateException if there is none
    static Asset read(ContentType type, String path, HttpHeader... more) {
        try (var stream = Asset.class.getClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("There is no " + path);
            }
            return new Asset(type, stream.readAllBytes(), more);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /// The content, or 304 to who has it.
    HttpResponse answer(HttpRequest request) {
        return zipped != null && Compression.acceptsGzip(request)
                ? answer(request, zipped, List.of(GZIP))
                : answer(request, plain, List.of());
    }

    private static HttpResponse answer(HttpRequest request, Form form, List<HttpHeader> coding) {
        var tag = '"' + form.tag() + '"';
        var answer = HttpResponse.create().addHeaders(form.headers()).addHeader(header("ETag", tag));
        return isKnownTo(request, tag)
                ? answer.withStatus(StatusCodes.NOT_MODIFIED)
                : answer.addHeaders(coding).withEntity(HttpEntities.create(form.type(), form.content()));
    }

    private static boolean isKnownTo(HttpRequest request, String tag) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is("if-none-match"))
                .flatMap(header -> Stream.of(header.value().split(",", -1)))
                .map(String::strip)
                // Compared weakly, as RFC 9110 has it: whoever compresses in between makes a tag weak.
                .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }

    private static HttpHeader header(String name, String value) {
        return RawHeader.create(name, value);
    }

    private static String digest(byte[] content) {
        try {
            var full = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(full, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-256
        }
    }
}
