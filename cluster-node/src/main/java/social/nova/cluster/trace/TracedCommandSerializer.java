package social.nova.cluster.trace;

import akka.actor.ExtendedActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import akka.serialization.Serializers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.trace.TracedCommand;
import social.nova.protocols.user.User;

/// Writes a trace and, behind it, the command as its own serializer does.
///
/// Jackson would have to write the command's type into the data to find it again; here it is in the manifest, as for
/// every other message: `conversation 33 …Conversation$SendMessage` for example. Costs about 100 bytes a command.
public final class TracedCommandSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_680_022;

    private static final List<Protocol> PROTOCOLS = List.of(
            new Protocol(
                    "conversation",
                    Conversation.Traced.class,
                    (trace, command) -> new Conversation.Traced(trace, (Conversation.Command) command)),
            new Protocol(
                    "user", User.Traced.class, (trace, command) -> new User.Traced(trace, (User.Command) command)));

    private final ExtendedActorSystem system;

    private record Protocol(
            String name, Class<? extends TracedCommand> type, BiFunction<Trace, Object, TracedCommand> make) {}

    /// Called by Akka.
    public TracedCommandSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object traced) {
        var protocol = PROTOCOLS.stream()
                .filter(known -> known.type().equals(traced.getClass()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not among the protocols: " + traced.getClass()));
        var command = ((TracedCommand) traced).command();
        var serializer = serialization().findSerializerFor(command);
        return "%s %d %s"
                .formatted(protocol.name(), serializer.identifier(), Serializers.manifestFor(serializer, command));
    }

    @Override
    public byte[] toBinary(Object traced) {
        var envelope = (TracedCommand) traced;
        var bytes = new ByteArrayOutputStream(512);
        try (var out = new DataOutputStream(bytes)) {
            write(envelope.trace(), out);
            out.write(serialization().findSerializerFor(envelope.command()).toBinary(envelope.command()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        var parts = manifest.split(" ", 3);
        var protocol = PROTOCOLS.stream()
                .filter(known -> parts.length == 3 && known.name().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new NotSerializableException("Of no protocol here: " + manifest));
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var trace = read(in);
            var command = serialization()
                    .deserialize(in.readAllBytes(), Integer.parseInt(parts[1]), parts[2])
                    .get();
            return protocol.make().apply(trace, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Serialization serialization() {
        return SerializationExtension.get(system);
    }

    private static void write(Trace trace, DataOutputStream out) throws IOException {
        var user = trace.user();
        out.writeUTF(trace.requestId());
        out.writeUTF(trace.traceId());
        out.writeUTF(trace.spanId());
        out.writeBoolean(trace.sampled());
        out.writeUTF(user == null ? "" : user.value());
    }

    private static Trace read(DataInputStream in) throws IOException {
        var trace = new Trace(in.readUTF(), in.readUTF(), in.readUTF(), in.readBoolean(), null);
        var user = in.readUTF();
        return user.isEmpty() ? trace : trace.by(new UserId(user));
    }
}
