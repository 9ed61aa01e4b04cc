package social.nova.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Bodies that no endpoint may take, and none may stumble over, by what is wrong with them.
final class HostileBodies {
    /// Names of fields that endpoints have; where one has others, its body is empty to it, which is as wrong.
    private static final List<String> FIELDS = List.of(
            "email",
            "username",
            "password",
            "user_id",
            "user_a",
            "user_b",
            "plaintext",
            "encrypted_content",
            "nonce",
            "idempotency_key",
            "refresh_token",
            "token",
            "code",
            "name",
            "content",
            "title");

    private HostileBodies() {}

    static Map<String, byte[]> all() {
        var bodies = new LinkedHashMap<String, byte[]>();
        broken().forEach((name, text) -> bodies.put(name, text.getBytes(StandardCharsets.UTF_8)));
        bodies.put("malformed UTF-8", bytes("{\"email\":\"", new byte[] {(byte) 0xff, (byte) 0xfe}, "\"}"));
        bodies.put("overlong UTF-8", bytes("{\"email\":\"", new byte[] {(byte) 0xc0, (byte) 0xaf}, "\"}"));
        bodies.put(
                "half a character in UTF-8",
                bytes("{\"email\":\"", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, "\"}"));
        bodies.put("cut in a character", bytes("{\"email\":\"", new byte[] {(byte) 0xe2, (byte) 0x82}, ""));
        bodies.put("a byte order mark", bytes("", new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, "{}"));
        bodies.put("UTF-16", "{\"email\":\"x\"}".getBytes(StandardCharsets.UTF_16));
        bodies.put("UTF-32", "{\"email\":\"x\"}".getBytes(StandardCharsets.UTF_32));
        bodies.put("NUL bytes", new byte[4_096]);
        return bodies;
    }

    private static Map<String, String> broken() {
        var bodies = new LinkedHashMap<String, String>();
        bodies.put("nothing", "");
        bodies.put("blanks", " \n\t ");
        bodies.put("broken JSON", "{\"email\":");
        bodies.put("no JSON", "email=a&password=b");
        bodies.put("null", "null");
        bodies.put("a string", "\"x\"");
        bodies.put("a number", "1");
        bodies.put("an array", "[]");
        bodies.put("an array of objects", "[{\"email\":\"a@example.com\"}]");
        bodies.put("an empty object", "{}");
        bodies.put("2 MB", "{\"email\":\"" + "x".repeat(2 * 1024 * 1024) + "\"}");
        bodies.put("a million-digit number", "{\"email\":" + "9".repeat(1_000_000) + "}");
        bodies.put("a hundred-thousand-digit number", "{\"email\":" + "9".repeat(100_000) + "}");
        bodies.put("a hundred-thousand-digit number in an unknown field", "{\"unknown\":" + "9".repeat(100_000) + "}");
        bodies.put("a giant exponent", fields("1e999999999"));
        bodies.put("100,000 levels", "[".repeat(100_000));
        bodies.put(
                "10,000 levels in an unknown field", "{\"unknown\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        bodies.put("10,000 levels of objects", "{\"a\":".repeat(10_000));
        bodies.put("a field twice", "{\"email\":\"a\",\"email\":\"b\"}");
        bodies.put("something behind it", "{} x");
        bodies.put("two objects", "{}{}");
        bodies.put("colliding names", "{" + colliding() + "}");
        bodies.put("a long name", "{\"" + "n".repeat(100_000) + "\":1}");
        bodies.put("numbers", fields("5"));
        bodies.put("booleans", fields("true"));
        bodies.put("objects", fields("{}"));
        bodies.put("arrays", fields("[\"x\"]"));
        bodies.put("nulls", fields("null"));
        bodies.put("NUL", fields("\"\\u0000\""));
        bodies.put("half a character", fields("\"\\ud800\""));
        bodies.put("long strings", fields("\"" + "x".repeat(6_000) + "\""));
        bodies.put("a thousand accents", fields("\"" + "e\u0301".repeat(1_000) + "\""));
        bodies.put("SQL", fields("\"' OR 1=1; DROP TABLE accounts; --\""));
        bodies.put("a lookup", fields("\"${jndi:ldap://127.0.0.1/x}\""));
        bodies.put("unknown ids", fields("\"ffffffff-ffff-4fff-bfff-ffffffffffff\""));
        return bodies;
    }

    private static String fields(String value) {
        return FIELDS.stream()
                .map(name -> "\"%s\":%s".formatted(name, value))
                .collect(Collectors.joining(",", "{", "}"));
    }

    // "Aa" and "BB" have the same hash, and so have all strings made of as many of them.
    private static String colliding() {
        return IntStream.range(0, 4_096)
                .mapToObj(n -> "\"" + collidingName(n) + "\":1")
                .collect(Collectors.joining(","));
    }

    static String collidingName(int n) {
        return IntStream.range(0, 12)
                .mapToObj(bit -> (n >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private static byte[] bytes(String before, byte[] middle, String after) {
        var start = before.getBytes(StandardCharsets.US_ASCII);
        var end = after.getBytes(StandardCharsets.US_ASCII);
        var all = Arrays.copyOf(start, start.length + middle.length + end.length);
        System.arraycopy(middle, 0, all, start.length, middle.length);
        System.arraycopy(end, 0, all, start.length + middle.length, end.length);
        return all;
    }
}
