package social.nova.protocols.user;

/// How much a user may do beyond their own, in ascending order.
public enum Role {
    USER,

    /// Decides on what others have published.
    MODERATOR,

    /// Decides on others' roles, too.
    ADMIN;

    public boolean isAtLeast(Role other) {
        return compareTo(other) >= 0;
    }
}
