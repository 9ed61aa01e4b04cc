package social.nova.protocols.common;

/// A command that may be told twice: the second time changes nothing, and is answered as the first.
///
/// Akka's sharding drops what reaches a shard while it is being handed over. Who asks tells a repeatable command again
/// when its answer is late and shards may be moving; any other is told once, and its answer may then never come.
public interface Repeatable {
    /// Whether this very command may be told again.
    default boolean mayBeRepeated() {
        return true;
    }
}
