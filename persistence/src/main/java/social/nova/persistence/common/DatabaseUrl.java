package social.nova.persistence.common;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// `DATABASE_URL` as operators write it, `postgresql://user:password@host:5432/nova`, taken apart for JDBC.
public record DatabaseUrl(String jdbc, String user, String password) {

    /// @throws IllegalArgumentException if the text is no such address; the message does not repeat the password
    public static DatabaseUrl parse(String url) {
        var uri = URI.create(url);
        var scheme = uri.getScheme();
        if (uri.getHost() == null || !("postgresql".equals(scheme) || "postgres".equals(scheme))) {
            throw new IllegalArgumentException("Expected postgresql://user:password@host:port/database");
        }
        var userInfo = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        var port = uri.getPort() < 0 ? 5432 : uri.getPort();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseUrl(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query,
                userInfo.length > 0 ? decode(userInfo[0]) : "",
                userInfo.length > 1 ? decode(userInfo[1]) : "");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbc;
    }
}
