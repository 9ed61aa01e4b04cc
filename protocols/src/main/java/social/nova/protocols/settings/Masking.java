package social.nova.protocols.settings;

/// Values as they may be shown to whoever reads a log.
public final class Masking {
    static final String MASK = "***";
    private static final int LONGEST = 120;

    private Masking() {}

    /// An address without what could be a password: `postgresql://nova:***@db:5432/nova`. Works on broken addresses
    /// too, and rather hides too much than too little.
    public static String address(String text) {
        var query = text.indexOf('?');
        if (query >= 0) {
            return address(text.substring(0, query)) + "?" + MASK;
        }
        var at = text.lastIndexOf('@');
        if (at < 0) {
            return text.contains("://") ? text : MASK;
        }
        var scheme = text.indexOf("://");
        var login = text.substring(scheme < 0 ? 0 : scheme + 3, at);
        var colon = login.indexOf(':');
        var user = scheme < 0 || colon < 0 ? "" : login.substring(0, colon) + ":";
        return text.substring(0, scheme < 0 ? 0 : scheme + 3) + user + MASK + text.substring(at);
    }

    /// On one line, of bearable length.
    static String plain(String text) {
        var line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(point -> line.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
        return line + (text.codePointCount(0, text.length()) > LONGEST ? "…" : "");
    }
}
