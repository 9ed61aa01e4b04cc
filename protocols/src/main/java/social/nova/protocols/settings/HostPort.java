package social.nova.protocols.settings;

/// Where a server listens.
public record HostPort(String host, int port) {

    /// @param text `host:port`; an IPv6 address in brackets, `[::1]:9092`
    /// @throws IllegalArgumentException if it is none
    public static HostPort parse(String text) {
        var colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"" + text + "\" has no port");
        }
        var host = text.substring(0, colon);
        var bracketed = host.startsWith("[") && host.endsWith("]");
        if (!(bracketed ? host.substring(1, host.length() - 1).matches("[0-9A-Fa-f:.]+") : isName(host))) {
            throw new IllegalArgumentException("\"" + host + "\" is no host");
        }
        return new HostPort(host, Numbers.parse(text.substring(colon + 1), 1, Numbers.MAX_PORT));
    }

    /// Whether this could be a host's name or IPv4 address.
    static boolean isName(String text) {
        return text.length() <= 253 && text.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
