package social.nova.http.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import social.nova.http.common.Json;

/// The form of our access tokens, looked at before anything in one is believed or computed.
///
/// Only what we write ourselves is taken: three parts, each in the one spelling that base64url has for its bytes, a
/// header of three fields, every claim once and of its own type. A header that wants more (`crit`, `jku`, `jwk`,
/// `x5u` …) is of no token of ours, nor is a number with a fraction.
final class TokenForm {
    private static final int PARTS = 3;
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    private TokenForm() {}

    static boolean isOurs(String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return false;
        }
        try {
            return isHeader(json(parts[0])) && areClaims(json(parts[1])) && decoded(parts[2]).length > 0;
        } catch (IllegalArgumentException noBase64OrJson) {
            return false;
        }
    }

    private static boolean isHeader(JsonNode header) {
        return header.isObject()
                && header.properties().stream().allMatch(field -> HEADER.contains(field.getKey()))
                && HEADER.stream().allMatch(name -> header.path(name).isTextual());
    }

    private static boolean areClaims(JsonNode claims) {
        return claims.isObject()
                && Stream.of("iss", "aud", "sub", "sid")
                        .allMatch(name -> claims.path(name).isTextual())
                && Stream.of("exp", "iat").allMatch(name -> isTime(claims.path(name)))
                && (claims.path("nbf").isMissingNode() || isTime(claims.path("nbf")));
    }

    private static boolean isTime(JsonNode claim) {
        return claim.isIntegralNumber() && claim.canConvertToLong();
    }

    private static JsonNode json(String part) {
        return Json.read(decoded(part), JsonNode.class);
    }

    // A decoder also takes padding, and bits after the last byte that mean nothing.
    private static byte[] decoded(String part) {
        var bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("Not as base64url is written");
        }
        return bytes;
    }
}
