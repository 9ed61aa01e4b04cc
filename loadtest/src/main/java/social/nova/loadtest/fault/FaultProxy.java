package social.nova.loadtest.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import social.nova.loadtest.common.Await;

/// A TCP proxy whose weather can be changed while connections go through it.
///
///     client ──▶ accept ─▶ [Pump to server] ──▶ server
///            ◀────────────── [Pump to client] ◀──
///
/// Each direction of each connection holds at most [Pump#HELD] pieces; beyond that its sender feels back-pressure, as
/// from any slow network.
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final Duration RELEASE = Duration.ofSeconds(5);

    private final String host;
    private final int serverPort;
    private final String here;
    private final int port;
    private final Random random;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    private Weather weather = Weather.CLEAR;
    private ServerSocket listener;

    /// @param server `host:port`
    /// @param port where to listen on 127.0.0.1; 0 for any that is free
    /// @param seed of all that is left to chance
    public FaultProxy(String server, int port, long seed) {
        this(server, "127.0.0.1", port, seed);
    }

    /// @param here the address to listen at
    FaultProxy(String server, String here, int port, long seed) {
        var colon = server.lastIndexOf(':');
        this.host = server.substring(0, colon);
        this.serverPort = Integer.parseInt(server.substring(colon + 1));
        this.here = here;
        this.random = new Random(seed);
        this.listener = listen(here, port);
        this.port = listener.getLocalPort();
        acceptFrom(listener);
    }

    /// `host:port`, the same for all of the proxy's life.
    public String address() {
        return here + ":" + port;
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// From now on, for open and new connections alike.
    public synchronized void weather(Weather changed) {
        var refused = weather instanceof Weather.Refusing;
        weather = changed;
        notifyAll();
        try {
            if (changed instanceof Weather.Refusing) {
                listener.close();
                reset();
            } else if (refused) {
                listener = listen(here, port);
                acceptFrom(listener);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized Weather weather() {
        return weather;
    }

    /// Waits until the weather is another than this.
    synchronized void awaitChangeOf(Weather current) throws InterruptedException {
        while (weather.equals(current)) {
            wait();
        }
    }

    /// Resets every open connection, once.
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /// Connections open now.
    public int open() {
        return connections.size();
    }

    /// Connections accepted so far.
    public long accepted() {
        return accepted.get();
    }

    /// Connections cut after a commit so far.
    public long cuts() {
        return cuts.get();
    }

    void countCut() {
        cuts.incrementAndGet();
    }

    /// From 0 to 1.
    double chance() {
        return random.nextDouble();
    }

    @Override
    public synchronized void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }

    // A listener that is closed may hold its port for a moment longer, until who waits in it has left.
    private static ServerSocket listen(String here, int port) {
        return Await.found("port " + port + " to be free", RELEASE, () -> {
            try {
                var socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(here), port), BACKLOG);
                return Optional.of(socket);
            } catch (BindException taken) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void acceptFrom(ServerSocket from) {
        Thread.ofVirtual().start(() -> {
            while (!from.isClosed()) {
                try {
                    var client = from.accept();
                    accepted.incrementAndGet();
                    Thread.ofVirtual().start(() -> connect(client));
                } catch (SocketException closed) {
                    return;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    // Who was accepted just before nobody listened any more is refused as well.
    private synchronized void admit(ProxiedConnection connection) {
        if (listener.isClosed()) {
            connection.reset();
        } else {
            connections.add(connection);
            connection.pump();
        }
    }

    private void connect(Socket client) {
        try {
            client.setTcpNoDelay(true);
            var server = new Socket(host, serverPort);
            server.setTcpNoDelay(true);
            admit(new ProxiedConnection(this, client, server, connections::remove));
        } catch (IOException unreachable) {
            ProxiedConnection.reset(client);
        }
    }
}
