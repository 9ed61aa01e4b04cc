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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Something that does not change while a node runs, read once and kept: a file of a page, a document.
///
/// Clients keep it and ask with its `ETag` whether it is still the same, which costs a 304 without a body. All nodes of
/// one version agree on the tag: it is made of the content.
final class Asset {
    private static final int TAG_BYTES = 12;
    private static final HttpHeader REVALIDATED = header("Cache-Control", "public, no-cache");
    private static final HttpHeader AS_TYPED = header("X-Content-Type-Options", "nosniff");

    private final ContentType type;
    private final ByteString content;
    private final String tag;
    private final List<HttpHeader> headers;

    /// @param more headers beside those of every asset
    Asset(ContentType type, byte[] content, HttpHeader... more) {
        this.type = type;
        this.content = ByteString.fromArray(content);
        this.tag = '"' + digest(content) + '"';
        this.headers = new ArrayList<>(List.of(more));
        headers.addAll(List.of(header("ETag", tag), REVALIDATED, AS_TYPED));
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
        var answer = HttpResponse.create().addHeaders(headers);
        return isKnownTo(request)
                ? answer.withStatus(StatusCodes.NOT_MODIFIED)
                : answer.withEntity(HttpEntities.create(type, content));
    }

    private boolean isKnownTo(HttpRequest request) {
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
