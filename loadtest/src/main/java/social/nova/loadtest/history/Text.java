package social.nova.loadtest.history;

/// The texts of messages: each carries its key, and the name of the edit that made it, so that reading one says which
/// send it was and how it stands, and a changed text is seen.
public final class Text {
    /// How a message stands that has no text any more.
    public static final String DELETED = "deleted";

    private static final String PREFIX = "message ";
    private static final String EDITED = ", edited as ";

    private Text() {}

    public static String of(String key) {
        return PREFIX + key;
    }

    /// @param edit a name that no other edit has
    public static String edited(String key, String edit) {
        return PREFIX + key + EDITED + edit;
    }

    /// A text nobody sent has a key nobody sent.
    public static String key(String text) {
        if (!text.startsWith(PREFIX)) {
            return "? " + text;
        }
        var edited = text.indexOf(EDITED);
        return text.substring(PREFIX.length(), edited < 0 ? text.length() : edited);
    }

    /// The name of the edit; empty as it was sent.
    public static String edit(String text) {
        var edited = text.indexOf(EDITED);
        return edited < 0 ? "" : text.substring(edited + EDITED.length());
    }
}
