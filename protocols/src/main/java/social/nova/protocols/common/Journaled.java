package social.nova.protocols.common;

/// Marks what is written to the journal or a snapshot and must stay readable for ever.
///
/// Every concrete type carries a logical name (`@JsonTypeName`), which is stored instead of its class name: classes may
/// move, names may not. Fields are added with a default, never renamed or removed.
public interface Journaled extends NovaSerializable {}
