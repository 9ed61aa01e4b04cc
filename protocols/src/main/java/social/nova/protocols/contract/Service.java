package social.nova.protocols.contract;

import java.util.Locale;

/// A part of Nova with a port of its own.
public enum Service {
    USER,
    MESSAGING,
    SEARCH;

    /// As the document names it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Service named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
