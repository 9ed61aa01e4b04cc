package social.nova.protocols.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The value of every record in Kafka, as JSON in snake_case.
///
/// @param id recognises a record that comes again
/// @param type what `data` is, `account.registered` for example
/// @param entity what it happened to, kind and id, `User|<uuid>` for example; the record's key, so that what
///     happens to one entity stays in order
/// @param revision the position in the entity's journal, from 1 without gaps; only in `cdc`
/// @param at when it happened, by the clock of who wrote it: to be shown, not to be ordered by
public record Envelope<T>(
        EventId id,
        String type,
        String entity,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long revision,
        Instant at,
        T data) {}
