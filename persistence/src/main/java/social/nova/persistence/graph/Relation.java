package social.nova.persistence.graph;

/// How somebody who looks, the viewer, stands to an account. Nobody in particular stands to it as [#STRANGER] does.
///
/// @param privateAccount whether the account lets in only whom it accepts
/// @param following whether the viewer follows it
/// @param followedBy whether it follows the viewer
/// @param requested whether the viewer asks to follow it
/// @param blocking whether the viewer blocks it
/// @param hidden whether neither exists for the other, as either blocks the other; who does not block may not be told
/// @param muting whether the viewer has muted it
public record Relation(
        boolean privateAccount,
        boolean following,
        boolean followedBy,
        boolean requested,
        boolean blocking,
        boolean hidden,
        boolean muting) {
    /// To a public account, with nothing between the two.
    public static final Relation STRANGER = new Relation(false, false, false, false, false, false, false);
}
