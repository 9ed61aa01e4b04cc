package social.nova.cluster.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;

/// Whether the classes of a loader have a planted fault, by what they do. A program, too, that says it of its own.
final class PlantedFaultProbe {
    static final int FRAMES = 500;

    private static final int MORE_THAN_REMEMBERED = 2_001;
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");

    private PlantedFaultProbe() {}

    public static void main(String[] nothing) throws ReflectiveOperationException {
        var loader = ClassLoader.getSystemClassLoader();
        System.out.println(findsKeys(loader) + " " + framesKept(loader));
    }

    /// Whether a conversation finds its newest key, and would ask the table for its oldest.
    static String findsKeys(ClassLoader loader) throws ReflectiveOperationException {
        var type = loader.loadClass("social.nova.cluster.conversation.RememberedKeys");
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        var add = type.getDeclaredMethod("add", MessageSent.class);
        add.setAccessible(true);
        var remembered = type.getDeclaredMethod("remembered", IdempotencyKey.class, Instant.class);
        remembered.setAccessible(true);
        var mayHaveForgotten = type.getDeclaredMethod("mayHaveForgotten", IdempotencyKey.class, Instant.class);
        mayHaveForgotten.setAccessible(true);
        var keys = constructor.newInstance();
        for (var sent : LongStream.rangeClosed(1, MORE_THAN_REMEMBERED)
                .mapToObj(PlantedFaultProbe::sent)
                .toList()) {
            add.invoke(keys, sent);
        }
        var oldest = sent(1).key();
        var newest = sent(MORE_THAN_REMEMBERED).key();
        var found = (Optional<?>) remembered.invoke(keys, newest, NOW.plus(Duration.ofMinutes(1)));
        return found.isPresent() + " " + mayHaveForgotten.invoke(keys, oldest, NOW.plus(Duration.ofMinutes(1)));
    }

    private static MessageSent sent(long number) {
        var ids = new ConversationIds(new byte[32]);
        var sender = UserId.of(new UUID(0, 1));
        return new MessageSent(
                number,
                ids.message(ids.direct(sender, UserId.of(new UUID(0, 2))), number),
                number,
                sender,
                new Body(new Sealed("content", "nonce"), Encryption.AT_REST),
                new IdempotencyKey("key " + number, "body"),
                NOW);
    }

    /// How many of [#FRAMES] a queue has that says that it has taken all.
    static int framesKept(ClassLoader loader) throws ReflectiveOperationException {
        var realtime = "social.nova.http.realtime.";
        var settings = loader.loadClass(realtime + "SocketSettings");
        var frame = loader.loadClass(realtime + "Frame");
        var type = loader.loadClass(realtime + "StreamSocket");
        var constructor = type.getDeclaredConstructor(settings, Runnable.class);
        constructor.setAccessible(true);
        var socket = constructor.newInstance(settings.getField("DEFAULTS").get(null), (Runnable) () -> {});
        var send = type.getMethod("send", frame);
        send.setAccessible(true);
        var text = frame.getMethod("text", String.class);
        for (var n = 0; n < FRAMES; n++) {
            if (!Boolean.TRUE.equals(send.invoke(socket, text.invoke(null, "frame " + n)))) {
                throw new IllegalStateException("frame " + n + " was not taken");
            }
        }
        var peek = type.getDeclaredMethod("peek");
        peek.setAccessible(true);
        var remove = type.getDeclaredMethod("remove", frame);
        remove.setAccessible(true);
        var kept = 0;
        for (var next = peek.invoke(socket); next != null; next = peek.invoke(socket)) {
            remove.invoke(socket, next);
            kept++;
        }
        return kept;
    }
}
