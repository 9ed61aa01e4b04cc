package social.nova.protocols.common;

/// How entities and their events are spread. Frozen: changing a number needs a full stop of the cluster, or a new
/// journal.
public final class Shards {
    /// Shards of every entity type; about ten per node of the largest cluster we plan for.
    public static final int NUMBER_OF_SHARDS = 128;

    /// Slices of every entity type's events: the parallelism of its projections. Stored as tags beside each event.
    public static final int NUMBER_OF_SLICES = 8;

    private Shards() {}

    /// The tag under which a projection finds the events of this entity, `Conversation-5` for example.
    public static String tag(String entityType, String entityId) {
        return tag(entityType, Math.floorMod(entityId.hashCode(), NUMBER_OF_SLICES));
    }

    /// The tag of one slice, from 0 to [#NUMBER_OF_SLICES] exclusive.
    public static String tag(String entityType, int slice) {
        return entityType + "-" + slice;
    }
}
