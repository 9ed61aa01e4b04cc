package social.nova.loadtest.history;

/// The texts of messages: each carries its key, so that reading one says which send it was, and a changed text is seen.
public final class Text {
    private static final String PREFIX = "message ";

    private Text() {}

    public static String of(String key) {
        return PREFIX + key;
    }

    /// A text nobody sent has a key nobody sent.
    public static String key(String text) {
        return text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "? " + text;
    }
}
