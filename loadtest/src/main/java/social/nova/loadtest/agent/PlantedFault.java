package social.nova.loadtest.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A fault that is planted in Nova's own classes.
public enum PlantedFault {
    /// A conversation remembers no idempotency key and does not look for any in the table: each repetition is another
    /// message.
    NO_DEDUPLICATION,
    /// The queue before a socket loses one of fifty frames, and says that it has taken it.
    SILENT_DROP;

    private static final String KEYS = "social.nova.cluster.conversation.RememberedKeys";

    /// The classes with this fault in them, by name.
    ///
    /// @param loader has them without it
    /// @throws IllegalStateException if what is to be changed is not there: then nothing is changed
    public Map<String, byte[]> changed(ClassLoader loader) {
        return changes().stream()
                .collect(Collectors.groupingBy(
                        Change::type, Collectors.collectingAndThen(Collectors.toList(), of -> apply(of, loader))));
    }

    private List<Change> changes() {
        return switch (this) {
            case NO_DEDUPLICATION ->
                List.of(
                        new Change(
                                KEYS,
                                "remembered",
                                "(Lsocial/nova/protocols/conversation/ConversationMessages$IdempotencyKey;"
                                        + "Ljava/time/Instant;)Ljava/util/Optional;",
                                PlantedFault::findNothing),
                        new Change(
                                KEYS,
                                "mayHaveForgotten",
                                "(Lsocial/nova/protocols/conversation/ConversationMessages$IdempotencyKey;"
                                        + "Ljava/time/Instant;)Z",
                                PlantedFault::sayNo));
            case SILENT_DROP ->
                List.of(new Change(
                        "social.nova.http.realtime.StreamSocket",
                        "send",
                        "(Lsocial/nova/http/realtime/Frame;)Z",
                        PlantedFault::loseSome));
        };
    }

    private static byte[] apply(List<Change> changes, ClassLoader loader) {
        var bytes = changes.getFirst().apply(loader);
        for (var change : changes.subList(1, changes.size())) {
            bytes = change.apply(bytes);
        }
        return bytes;
    }

    private static void findNothing(CodeBuilder code) {
        var optional = ClassDesc.of("java.util.Optional");
        code.invokestatic(optional, "empty", MethodTypeDesc.of(optional)).areturn();
    }

    private static void sayNo(CodeBuilder code) {
        code.iconst_0().ireturn();
    }

    private static void loseSome(CodeBuilder code) {
        var taken = code.newLabel();
        code.invokestatic(ClassDesc.of(Losses.class.getName()), "isNext", MethodTypeDesc.of(ConstantDescs.CD_boolean))
                .ifeq(taken)
                .iconst_1()
                .ireturn()
                .labelBinding(taken);
    }
}
