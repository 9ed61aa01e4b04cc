package social.nova.cluster.conversation;

/// Who was a member, and until when.
///
/// @param removed the revision by which they went: what came up to then is theirs to see
record Departed(Member member, long removed) {}
