package social.nova.persistence.common;

import java.net.URI;
import java.net.URISyntaxException;
import social.nova.protocols.settings.Masking;
import social.nova.protocols.settings.Section;

/// Redis, as this node uses it.
///
/// @param url `redis://user:password@host:port/database`, or `rediss` for TLS; everything but the host may be missing
/// @param pool commands under way at once
public record RedisSettings(URI url, int pool) {
    private static final int MAX_PORT = 65_535;
    private static final int DEFAULT_PORT = 6379;

    public static RedisSettings from(Section nova) {
        var url = nova.address(
                "redis-url",
                "an address like redis://:password@host:6379",
                RedisSettings::parse,
                URI.create("redis://unset:6379"));
        var login = url.getUserInfo();
        if (login != null) {
            nova.refuseExample("redis-url", login.substring(login.indexOf(':') + 1));
        }
        return new RedisSettings(url, nova.integer("redis-pool", 1, 10_000));
    }

    private static URI parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // Its message repeats the whole.
            throw new IllegalArgumentException(
                    "not an address (reserved characters of a password are percent-encoded)");
        }
        if (!("redis".equals(url.getScheme()) || "rediss".equals(url.getScheme()))) {
            throw new IllegalArgumentException("not of the scheme redis or rediss");
        }
        if (url.getHost() == null || url.getPort() > MAX_PORT || url.getPort() == 0) {
            throw new IllegalArgumentException("without a host, or with a port there is not");
        }
        if (!url.getRawPath().matches("(/\\d{0,5})?") || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("with more than a database's number after the port");
        }
        if (url.getUserInfo() != null && !url.getUserInfo().contains(":")) {
            throw new IllegalArgumentException("with a user but no password (write :password@ for one without user)");
        }
        return url.getPort() > 0 ? url : withDefaultPort(text, url);
    }

    // The client insists on a port.
    private static URI withDefaultPort(String text, URI url) {
        var end = text.indexOf(url.getHost(), text.lastIndexOf('@') + 1)
                + url.getHost().length();
        return URI.create(text.substring(0, end) + ":" + DEFAULT_PORT + text.substring(end));
    }

    @Override
    public String toString() {
        return "RedisSettings[url=%s, pool=%d]".formatted(Masking.address(url.toString()), pool);
    }
}
