package social.nova.loadtest.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import social.nova.loadtest.fault.Weather.Direction;

/// One client's connection through a proxy: two sockets, and a pump in each direction.
final class ProxiedConnection {
    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicInteger directions = new AtomicInteger(Direction.values().length);
    private final CommitWatch commits = new CommitWatch();
    private volatile boolean cutBeforeAnswer;

    ProxiedConnection(FaultProxy proxy, Socket client, Socket server, Consumer<ProxiedConnection> onEnd) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        this.onEnd = onEnd;
    }

    void pump() {
        new Pump(proxy, this, Direction.TO_SERVER, client, server).start();
        new Pump(proxy, this, Direction.TO_CLIENT, server, client).start();
    }

    /// A piece is about to go to the server.
    void toServer(byte[] piece, Weather weather) {
        var commit = commits.sees(piece, piece.length);
        if (commit
                && weather instanceof Weather.CuttingAfterCommit(var application, var oneIn)
                && commits.isOf(application)
                && proxy.chance() * oneIn < 1) {
            cutBeforeAnswer = true;
        }
    }

    /// Whether what the server has just answered must not arrive.
    boolean cutsAnswer() {
        if (cutBeforeAnswer) {
            proxy.countCut();
        }
        return cutBeforeAnswer;
    }

    /// One direction has come to its end.
    void directionEnded() {
        if (directions.decrementAndGet() == 0) {
            close();
        }
    }

    /// Ends in order, in both directions.
    void close() {
        onEnd.accept(this);
        closeQuietly(client);
        closeQuietly(server);
    }

    /// Ends by RST, in both directions.
    void reset() {
        onEnd.accept(this);
        reset(client);
        reset(server);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            return;
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed all the same
        }
    }
}
