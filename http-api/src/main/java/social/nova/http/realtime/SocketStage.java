package social.nova.http.realtime;

import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import java.util.function.Function;

/// The server's end of a WebSocket after the handshake: the client's bytes in, the server's bytes out.
///
///     in  ──▶ FrameParser ─┬─ text ──▶ listener.onText        at most `window` open, else the wire is not read
///                          ├─ ping ──▶ pong                   the latest only
///                          └─ close ─▶ echo, end
///     out ◀── merged to 16 KiB ◀── close ◀── queue ◀── pong, ping
///                                            ▲
///                                            Socket.send, any thread
///
/// Nothing waits for more to merge with: what is queued when the wire has room goes at once, together.
///
/// A client that sends without reading fills the queue to its half, then is not read any more, so that TCP holds it
/// back. One that takes nothing at all for the stall timeout is closed; since it will not read the close frame either,
/// the stage then fails after the close timeout, which makes Akka abort the connection. This needs
/// `akka.stream.materializer.io.tcp.coalesce-writes = 0`: only then does demand mean that the kernel took the bytes.
///
/// Materialises the [Socket]; the listener is made for it when the stage starts.
public final class SocketStage
        extends AbstractGraphStageWithMaterializedValue<FlowShape<ByteString, ByteString>, Socket> {

    private final FlowShape<ByteString, ByteString> shape =
            FlowShape.of(Inlet.create("Socket.in"), Outlet.create("Socket.out"));
    private final SocketSettings settings;
    private final Function<Socket, SocketListener> listeners;

    /// @param listeners called once per socket, on its stage
    public SocketStage(SocketSettings settings, Function<Socket, SocketListener> listeners) {
        this.settings = settings;
        this.listeners = listeners;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Socket> createLogicAndMaterializedValuePair(Attributes inheritedAttributes) {
        var logic = new SocketLogic(shape, settings, listeners);
        return Pair.create(logic, logic.socket());
    }
}
