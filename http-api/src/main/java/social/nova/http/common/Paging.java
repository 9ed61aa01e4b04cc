package social.nova.http.common;

import java.util.Map;

/// Which part of a list a request asks for: `limit` and `offset` of its query.
///
/// @param limit at most so many; who asks for more than the maximum gets the maximum, and the answer says so
/// @param offset how many come before
public record Paging(int limit, long offset) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /// @throws BadRequest if one of them is no number, or too small
    public static Paging of(Map<String, String> query) {
        var limit = Math.min(Parameters.number(query, "limit", 1, DEFAULT_LIMIT), MAX_LIMIT);
        return new Paging((int) limit, Parameters.number(query, "offset", 0, 0));
    }
}
