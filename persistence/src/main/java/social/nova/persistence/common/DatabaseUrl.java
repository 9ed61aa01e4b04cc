package social.nova.persistence.common;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import social.nova.protocols.settings.Secret;

/// `DATABASE_URL` as operators write it, `postgresql://user:password@host:5432/nova`, taken apart for JDBC.
///
/// @param jdbc address and parameters, as the driver wants them
public record DatabaseUrl(String jdbc, String user, Secret password) {
    public static final String FORM = "postgresql://user:password@host:5432/database";
    private static final int DEFAULT_PORT = 5432;
    private static final int MAX_PORT = 65_535;

    /// @throws IllegalArgumentException if the text is no such address; the message repeats nothing of it
    public static DatabaseUrl parse(String url) {
        var uri = uri(url);
        if (!("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("not of the scheme postgresql");
        }
        if (uri.getHost() == null || uri.getPort() > MAX_PORT || uri.getPort() == 0) {
            throw new IllegalArgumentException("without a host, or with a port there is not");
        }
        if (!uri.getRawPath().matches("/[^/]+")) {
            throw new IllegalArgumentException("without the name of one database");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("with a # (write %23 in a password)");
        }
        var userInfo = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        if (userInfo.length == 0 || userInfo[0].isEmpty()) {
            throw new IllegalArgumentException("without a user");
        }
        var port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseUrl(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query,
                decode(userInfo[0]),
                new Secret(userInfo.length > 1 ? decode(userInfo[1]) : ""));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Its message repeats the whole.
            throw new IllegalArgumentException(
                    "not an address (reserved characters of a password are percent-encoded)");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// Without parameters, which may hold secrets too.
    @Override
    public String toString() {
        return jdbc.replaceFirst("\\?.*", "?***");
    }
}
