package social.nova.cluster.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What may have to travel from node to node: commands, events, notices, and what is answered to them.
final class Messages {
    private static final Set<String> KINDS = Set.of("Command", "Event", "Notice", "Reply");

    private Messages() {}

    static boolean isOne(JavaClass type) {
        return isProtocol(type) && (KINDS.contains(type.getSimpleName()) || isAnswered(type));
    }

    private static boolean isProtocol(JavaClass type) {
        return type.getPackageName().startsWith("social.nova.protocols");
    }

    // Named between the brackets of an ActorRef<…> or ActorRef<StatusReply<…>> in some message.
    private static boolean isAnswered(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                .map(dependency -> dependency.getOriginClass())
                .distinct()
                .filter(Messages::isProtocol)
                .flatMap(user -> user.getFields().stream())
                .flatMap(Messages::answers)
                .anyMatch(type::equals);
    }

    private static Stream<JavaClass> answers(JavaField field) {
        return field.getRawType().getName().equals("akka.actor.typed.ActorRef")
                ? arguments(field.getType()).stream().flatMap(Messages::unwrapped)
                : Stream.empty();
    }

    private static Stream<JavaClass> unwrapped(JavaType type) {
        var raw = type.toErasure();
        return raw.getName().equals("akka.pattern.StatusReply")
                ? arguments(type).stream().map(JavaType::toErasure)
                : Stream.of(raw);
    }

    private static List<JavaType> arguments(JavaType type) {
        return type instanceof JavaParameterizedType generic ? generic.getActualTypeArguments() : List.of();
    }
}
