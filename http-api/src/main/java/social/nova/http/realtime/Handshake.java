package social.nova.http.realtime;

import akka.NotUsed;
import akka.http.impl.engine.server.UpgradeToOtherProtocolResponseHeader;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.headers.SecWebSocketProtocol;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/// Answers a WebSocket upgrade with the 101 that hands the connection to a flow of bytes (RFC 6455 §4.2.2).
///
/// Akka HTTP has parsed and checked the request by then; that it is an upgrade shows in its
/// [attribute][AttributeKeys#webSocketUpgrade]. No extension is ever agreed on: permessage-deflate, offered by every
/// browser, would cost each socket a window of its own and every frame its sharing.
public final class Handshake {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final HttpHeader UPGRADE = HttpHeader.parse("Upgrade", "websocket");
    private static final HttpHeader CONNECTION = HttpHeader.parse("Connection", "Upgrade");

    private Handshake() {}

    /// Whether the request asks for a WebSocket, correctly.
    public static boolean isAskedFor(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade).isPresent();
    }

    /// The 101.
    ///
    /// @param socket takes over the connection; usually a [SocketStage]
    /// @param subprotocol one of those the client offered
    public static HttpResponse accept(
            HttpRequest request, Flow<ByteString, ByteString, ?> socket, Optional<String> subprotocol) {
        var upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow(() -> new IllegalArgumentException("Not a WebSocket upgrade: " + request.getUri()));
        var key = request.getHeader("Sec-WebSocket-Key").orElseThrow().value();
        var response = HttpResponse.create()
                .withStatus(StatusCodes.SWITCHING_PROTOCOLS)
                .addHeader(UPGRADE)
                .addHeader(CONNECTION)
                .addHeader(RawHeader.create("Sec-WebSocket-Accept", acceptFor(key)))
                .addHeader(switchTo(socket));
        if (subprotocol.isEmpty()) {
            return response;
        }
        for (var offered : upgrade.getRequestedProtocols()) {
            if (offered.equals(subprotocol.get())) {
                return response.addHeader(SecWebSocketProtocol.create(offered));
            }
        }
        throw new IllegalArgumentException("The client did not offer the subprotocol " + subprotocol.get());
    }

    /// One of two uses of Akka HTTP's inside in Nova; the other is its server. This header is how its own WebSocket
    /// support, and its HTTP/2 upgrade, take a connection over; there is no public way. It is public in bytecode,
    /// and the version is pinned.
    private static HttpHeader switchTo(Flow<ByteString, ByteString, ?> socket) {
        var flow = socket.<Object>mapMaterializedValue(_ -> NotUsed.getInstance());
        return new UpgradeToOtherProtocolResponseHeader(flow.asScala());
    }

    static String acceptFor(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-1
        }
    }
}
