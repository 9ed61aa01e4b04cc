package social.nova.cluster.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Calls whose answer nobody can choose, so that what makes them cannot be tested.
/// Keys and tokens are no such thing: nobody is to choose them, and `SecureRandom` is free.
final class SideEffects {
    private static final String NEW = "<init>";

    private static final Map<Class<?>, List<String>> CALLS = Map.ofEntries(
            Map.entry(System.class, List.of("currentTimeMillis")),
            Map.entry(Instant.class, List.of("now")),
            Map.entry(LocalDate.class, List.of("now")),
            Map.entry(LocalDateTime.class, List.of("now")),
            Map.entry(OffsetDateTime.class, List.of("now")),
            Map.entry(ZonedDateTime.class, List.of("now")),
            Map.entry(Clock.class, List.of("systemUTC", "systemDefaultZone", "system")),
            Map.entry(InstantSource.class, List.of("system")),
            Map.entry(UUID.class, List.of("randomUUID")),
            Map.entry(Math.class, List.of("random")),
            Map.entry(Random.class, List.of(NEW)),
            Map.entry(ThreadLocalRandom.class, List.of("current")));

    private SideEffects() {}

    static boolean isOne(JavaAccess<?> access) {
        return CALLS.entrySet().stream()
                .anyMatch(call -> access.getTargetOwner().isEquivalentTo(call.getKey())
                        && call.getValue().contains(access.getName()));
    }
}
