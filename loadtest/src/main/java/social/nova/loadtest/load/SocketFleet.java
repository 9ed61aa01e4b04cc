package social.nova.loadtest.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import social.nova.loadtest.peer.Door;

/// Many WebSockets to one server, all read and written by one thread.
///
/// An open file each, here and in the server.
public final class SocketFleet implements AutoCloseable {
    private static final int HANDSHAKES_AT_ONCE = 100;
    private static final int MAX_RESPONSE = 8_192;
    private static final int SECONDS_TO_OPEN = 120;
    private static final int SOURCES = 200;
    private static final AtomicInteger FLEETS = new AtomicInteger();

    private final EventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Channel> sockets = new ArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    // Ports of sockets just closed stay taken for a minute: every fleet has an address of its own.
    private final String source = "127.0.1." + (1 + FLEETS.getAndIncrement() % SOURCES);

    /// What a fleet does with a text from socket number n, and when that socket ends; called by its one thread.
    @FunctionalInterface
    public interface Listener {
        void onText(int n, String text);

        default void onEnd(int n) {}
    }

    /// Opens a socket for each door and waits until all are open.
    ///
    /// @throws IllegalStateException if one is refused, or they take longer than two minutes
    public void open(List<Door> doors, Listener listener) {
        var opening = new Semaphore(HANDSHAKES_AT_ONCE);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        var opened = new ArrayList<CompletableFuture<Channel>>();
        for (var door : doors) {
            acquire(opening, failures);
            opened.add(open(door, opened.size(), listener).whenComplete((_, failure) -> {
                if (failure != null) {
                    failures.add(failure);
                }
                opening.release();
            }));
        }
        for (var socket : opened) {
            sockets.add(await(socket));
        }
    }

    /// Opens socket number n anew; the one before must have ended. Fails if that is refused.
    public CompletableFuture<Void> reopen(int n, Door door, Listener listener) {
        return open(door, n, listener).thenAcceptAsync(socket -> sockets.set(n, socket), thread);
    }

    /// Does something on the fleet's thread, after what it has begun, and waits for it.
    public void run(Runnable step) {
        thread.next().submit(step).syncUninterruptibly();
    }

    /// Does something on the fleet's thread a little later.
    public void later(long millis, Runnable step) {
        var _ = thread.next().schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    public int size() {
        return sockets.size();
    }

    /// Sockets that have ended since they were opened.
    public int lost() {
        return closed.get();
    }

    /// Writes a text frame to socket number n.
    public void send(int n, String text) {
        // A write that fails ends the socket, and that is counted.
        var _ = sockets.get(n).writeAndFlush(new TextWebSocketFrame(text));
    }

    /// Something that goes on until it is closed.
    public interface Ticking extends AutoCloseable {
        @Override
        void close();
    }

    /// Runs `step` on the fleet's thread every millisecond.
    public Ticking everyMillisecond(Runnable step) {
        var ticking = thread.next().scheduleAtFixedRate(step, 0, 1, TimeUnit.MILLISECONDS);
        return () -> ticking.cancel(false);
    }

    @Override
    public void close() {
        sockets.stream().map(Channel::close).toList().forEach(closing -> closing.syncUninterruptibly());
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private CompletableFuture<Channel> open(Door door, int number, Listener listener) {
        var opened = new CompletableFuture<Channel>();
        var address = door.address();
        new Bootstrap()
                .group(thread)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .localAddress(new InetSocketAddress(source, 0))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_RESPONSE), protocol(door))
                                .addLast(new OneSocket(number, listener, opened, closed));
                    }
                })
                .connect(address.getHost(), address.getPort())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        opened.completeExceptionally(connected.cause());
                    }
                });
        return opened;
    }

    private static WebSocketClientProtocolHandler protocol(Door door) {
        var headers = new DefaultHttpHeaders();
        if (!door.authorization().isEmpty()) {
            headers.add(HttpHeaderNames.AUTHORIZATION, door.authorization());
        }
        // Netty would send an Origin, as only browsers should.
        return new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(door.address())
                .customHeaders(headers)
                .generateOriginHeader(false)
                .handshakeTimeoutMillis(TimeUnit.SECONDS.toMillis(SECONDS_TO_OPEN))
                .build());
    }

    private static Channel await(CompletableFuture<Channel> socket) {
        try {
            return socket.get(SECONDS_TO_OPEN, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "a socket was not opened. Where many were: see the server's log, ulimit -n, and Nova's "
                            + "akka.http.server.max-connections",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void acquire(Semaphore opening, Queue<Throwable> failures) {
        opening.acquireUninterruptibly();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a socket was not opened", failures.peek());
        }
    }

    private static final class OneSocket extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final int number;
        private final Listener listener;
        private final CompletableFuture<Channel> opened;
        private final AtomicInteger closed;

        OneSocket(int number, Listener listener, CompletableFuture<Channel> opened, AtomicInteger closed) {
            this.number = number;
            this.listener = listener;
            this.opened = opened;
            this.closed = closed;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                opened.complete(context.channel());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            listener.onText(number, frame.text());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!opened.completeExceptionally(new IllegalStateException("the server closed socket " + number))) {
                closed.incrementAndGet();
                listener.onEnd(number);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            opened.completeExceptionally(failure);
            var _ = context.close();
        }
    }
}
