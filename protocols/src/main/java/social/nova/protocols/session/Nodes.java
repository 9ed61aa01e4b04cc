package social.nova.protocols.session;

/// The processes that are the cluster's nodes, by names: no other process ever has the name of one, not even the next
/// at the same address. Thread-safe.
public interface Nodes {
    /// The name of this process.
    String self();

    /// Whether the process of this name is in the cluster now, as this node sees it.
    boolean has(String name);
}
