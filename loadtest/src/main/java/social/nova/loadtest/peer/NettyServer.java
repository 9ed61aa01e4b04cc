package social.nova.loadtest.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.AttributeKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import social.nova.loadtest.client.Web;

/// The process of [NettyPeer]: `NettyServer PORT JWKS-URL`.
public final class NettyServer {
    private static final int MAX_REQUEST = 16_384;
    private static final int BACKLOG = 4_096;

    private NettyServer() {}

    public static void main(String[] arguments) {
        var key = key(arguments[1]);
        var rooms = new Rooms();
        var threads = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(threads)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST), new Door(key))
                                .addLast(new WebSocketServerProtocolHandler("/ws", true), rooms);
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .syncUninterruptibly()
                .channel()
                .closeFuture()
                .syncUninterruptibly();
    }

    private static PublicKey key(String jwks) {
        var key = Web.get(jwks, "").body().path("keys").path(0);
        var decoder = Base64.getUrlDecoder();
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(
                            new BigInteger(1, decoder.decode(key.path("n").asText())),
                            new BigInteger(1, decoder.decode(key.path("e").asText()))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(jwks + " holds no RSA key", e);
        }
    }

    /// Checks the signature of the token and leaves the pipeline.
    private static final class Door extends ChannelInboundHandlerAdapter {
        private static final int BEARER = "Bearer ".length();

        private final PublicKey key;

        Door(PublicKey key) {
            this.key = key;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof FullHttpRequest request && !isSigned(request)) {
                request.release();
                context.writeAndFlush(
                                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED))
                        .addListener(ChannelFutureListener.CLOSE);
                return;
            }
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }

        private boolean isSigned(FullHttpRequest request) throws GeneralSecurityException {
            var header = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
            var end = header.lastIndexOf('.');
            if (end < BEARER) {
                return false;
            }
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(header.substring(BEARER, end).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(header.substring(end + 1)));
        }
    }

    /// Gives what one says to all of its room.
    @Sharable
    private static final class Rooms extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private static final AttributeKey<List<Channel>> ROOM = AttributeKey.valueOf("room");

        private final Map<String, List<Channel>> rooms = new ConcurrentHashMap<>();

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete shaken) {
                var room = rooms.computeIfAbsent(shaken.requestUri(), _ -> new CopyOnWriteArrayList<>());
                room.add(context.channel());
                context.channel().attr(ROOM).set(room);
                context.channel().closeFuture().addListener(_ -> room.remove(context.channel()));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            for (var member : context.channel().attr(ROOM).get()) {
                var _ = member.writeAndFlush(frame.retainedDuplicate());
            }
        }
    }
}
