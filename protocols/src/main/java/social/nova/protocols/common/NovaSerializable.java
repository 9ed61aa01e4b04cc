package social.nova.protocols.common;

/// Marks what travels between nodes. Bound to Jackson CBOR; lives only as long as a message is under way.
public interface NovaSerializable {}
