package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.cluster.TestNode;
import social.nova.cluster.contract.AuthorisationTable.Row;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Tokens that must not open anything, shown at every route that wants one.
class TokenAttackTest {
    private static final Scene SCENE = Scene.set();
    private static final Canary CANARY = new Canary();
    private static final int LONGEST_IN_A_URI = 3_000;
    // Not much longer: a server that refuses while a client still writes may reset the connection.
    private static final int LONGER_THAN_A_HEADER = 10_000;
    private static final int A_MEGABYTE = 1 << 20;
    private static final List<Row> ROWS = AuthorisationTable.rows().stream()
            .filter(row -> row.answer(Caller.ANONYMOUS).startsWith("401 "))
            .toList();

    @TestFactory
    Stream<DynamicTest> noForgedTokenOpensAnything() {
        return attacks().entrySet().stream()
                .flatMap(attack -> ROWS.stream()
                        .map(row -> DynamicTest.dynamicTest(
                                attack.getKey() + " at " + row,
                                () -> assertRefused(row.send(SCENE, Person.bearer(attack.getValue()))))));
    }

    @TestFactory
    Stream<DynamicTest> norDoesOneInTheAddressOfASocket() {
        return attacks().entrySet().stream()
                .filter(attack -> attack.getValue().length() < LONGEST_IN_A_URI)
                .flatMap(attack -> sockets()
                        .map(row -> DynamicTest.dynamicTest(
                                attack.getKey() + " at " + row,
                                () -> assertRefused(row.send(
                                        SCENE,
                                        Map.of(),
                                        "?token=" + URLEncoder.encode(attack.getValue(), StandardCharsets.UTF_8))))));
    }

    @Test
    void aTokenMadeTheSameWayButRightOpensEverything() {
        // One for each: there are rows that end its session.
        assertThat(ROWS).isNotEmpty().allSatisfy(row -> {
            var scene = row.endsAnAccount() ? Scene.set() : SCENE;
            var answer = row.send(scene, Person.bearer(Token.of(scene.owner()).signed()));
            assertThat(answer.status()).isNotEqualTo(401);
        });
        var good = Token.of(SCENE.owner()).signed();
        assertThat(sockets())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(
                                row.send(SCENE, Map.of(), "?token=" + good).status())
                        .isEqualTo(101));
    }

    @Test
    void nobodyIsAskedForAKey() {
        attacks().values().forEach(token -> ROWS.getFirst().send(SCENE, Person.bearer(token)));

        assertThat(CANARY.connections()).isZero();
    }

    @Test
    void aTokenTooLongForAHeaderIsRefusedBeforeAnybodyReadsIt() {
        var answer = ROWS.getFirst().send(SCENE, Person.bearer("a".repeat(LONGER_THAN_A_HEADER)));

        assertThat(answer.status()).isBetween(400, 431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/users/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n",
                "GET /api/v1/users/me?token=%s HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void oneOfAMegabyteIsRefusedOrCutOffAndNobodyElseFeelsIt(String request) throws IOException {
        var answer = raw(request.formatted("a".repeat(A_MEGABYTE)));

        assertThat(answer).matches("(?s)|HTTP/1\\.1 4(00|14|31) .*");
        assertThat(ROWS.getFirst()
                        .send(SCENE, Person.bearer(Token.of(SCENE.owner()).signed()))
                        .status())
                .isNotEqualTo(401);
    }

    /// What comes back, which is nothing where the node does not wait for the end.
    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", TestNode.get().port(Service.USER))) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
        } catch (SocketException cutOff) {
            return "";
        }
    }

    private static void assertRefused(Exchange exchange) {
        assertThat(exchange.status()).as(exchange.toString()).isEqualTo(401);
        assertThat(Person.json(exchange).path("error").asText()).isEqualTo("INVALID_TOKEN");
    }

    private static Stream<Row> sockets() {
        return ROWS.stream().filter(row -> row.with().equals("upgrade"));
    }

    private static Map<String, String> attacks() {
        var all = new LinkedHashMap<String, String>();
        addWrongAlgorithms(all);
        addWrongKeys(all);
        addWrongClaims(all);
        addWrongForms(all);
        return all;
    }

    private static void addWrongAlgorithms(Map<String, String> all) {
        var ours = TestNode.get().tokenKeys();
        var der = ours.getPublic().getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        for (var none : List.of("none", "None", "nOnE", "NONE", "")) {
            all.put(
                    "alg \"%s\" without a signature".formatted(none),
                    good().header("alg", none).withSignature(new byte[0]));
            all.put(
                    "alg \"%s\" with our signature".formatted(none),
                    good().header("alg", none).signed());
        }
        all.put("no alg", good().header("alg", null).signed());
        all.put(
                "HS256 under our public key in PEM",
                good().header("alg", "HS256").authenticated(pem.getBytes(StandardCharsets.US_ASCII)));
        all.put(
                "HS256 under our public key in DER",
                good().header("alg", "HS256").authenticated(der));
        all.put("HS256 under nothing much", good().header("alg", "HS256").authenticated(new byte[1]));
        all.put("RS256 said, HS256 done", good().authenticated(der));
        all.put("RS512", good().header("alg", "RS512").signed(ours.getPrivate(), "SHA512withRSA"));
        all.put("RS256 said, SHA-512 done", good().signed(ours.getPrivate(), "SHA512withRSA"));
        all.put("PS256", good().header("alg", "PS256").signed());
        all.put("ES256", good().header("alg", "ES256").signed());
        all.put("ES256 with r and s zero", good().header("alg", "ES256").withSignature(new byte[64]));
        all.put(
                "a critical header",
                good().header("crit", List.of("x")).header("x", 1).signed());
        all.put(
                "b64 false",
                good().header("crit", List.of("b64")).header("b64", false).signed());
    }

    private static void addWrongKeys(Map<String, String> all) {
        var another = anotherKey();
        all.put("signed by another under our kid", good().signed(another, "SHA256withRSA"));
        all.put("no kid", good().header("kid", null).signed());
        all.put("a kid that is a number", good().header("kid", 5).signed());
        for (var kid :
                List.of("unknown", "../../dev/null", "' OR 1=1 --", "http://127.0.0.1:1/key", "k".repeat(2_000))) {
            all.put(
                    "kid " + kid.substring(0, Math.min(20, kid.length())),
                    good().header("kid", kid).signed(another, "SHA256withRSA"));
        }
        all.put(
                "a key of its own",
                good().header("kid", "own")
                        .header("jwk", Map.of("kty", "RSA", "n", "AQAB", "e", "AQAB"))
                        .signed(another, "SHA256withRSA"));
        for (var header : List.of("jku", "x5u", "kid")) {
            var address = CANARY.address() + "/" + header;
            all.put("an address as " + header, good().header(header, address).signed(another, "SHA256withRSA"));
            all.put(
                    "an address as %s under our key".formatted(header),
                    good().header(header, address).signed());
        }
    }

    private static void addWrongClaims(Map<String, String> all) {
        var now = Instant.now().getEpochSecond();
        all.put("expired", good().claim("exp", now - 60).signed());
        all.put("no exp", good().claim("exp", null).signed());
        all.put("exp in words", good().claim("exp", "tomorrow").signed());
        all.put("exp as text", good().claim("exp", Long.toString(now + 600)).signed());
        all.put("exp with a fraction", good().claim("exp", now + 600.5).signed());
        all.put("exp in a list", good().claim("exp", List.of(now + 600)).signed());
        all.put(
                "exp beyond all time",
                good().claim("exp", new BigInteger("9".repeat(39))).signed());
        all.put("exp without end", good().signedClaims(claims -> claims.replace("\"exp\":", "\"exp\":1e400,\"x\":")));
        all.put("exp twice", good().signedClaims(claims -> claims.replace("{", "{\"exp\":%d,".formatted(now + 60))));
        all.put("sub twice", good().signedClaims(claims -> claims.replace("{", "{\"sub\":\"x\",")));
        all.put("nbf as text", good().claim("nbf", "0").signed());
        all.put("aud in a list", good().claim("aud", List.of("nova-app")).signed());
        all.put(
                "aud in a list with another",
                good().claim("aud", List.of("nova-app", "another")).signed());
        all.put("issued in the future", good().claim("iat", now + 600).signed());
        all.put("no iat", good().claim("iat", null).signed());
        all.put("not yet valid", good().claim("nbf", now + 600).signed());
        for (var name : List.of("iss", "aud", "sub", "sid")) {
            all.put("no " + name, good().claim(name, null).signed());
            all.put(
                    "another " + name,
                    good().claim(name, name.equals("sid") ? 5 : "another").signed());
        }
        all.put("a number for a user", good().claim("sub", 5).signed());
        for (var type : List.of("JWT", "rt+jwt", "")) {
            all.put("typ \"%s\"".formatted(type), good().header("typ", type).signed());
        }
        all.put("no typ", good().header("typ", null).signed());
        all.put("a refresh token", SCENE.owner().refreshToken());
        all.put("what waits for a code", Authenticator.of(Person.register()).begin());
        all.put("32 random bytes, as mails carry them", "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE");
    }

    private static void addWrongForms(Map<String, String> all) {
        var good = good().signed();
        var parts = good.split("\\.", -1);
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var changed = claims.replace(SCENE.owner().id(), SCENE.friend().id());
        all.put("changed claims", parts[0] + "." + base64(changed) + "." + parts[2]);
        all.put("no signature", parts[0] + "." + parts[1] + ".");
        all.put("two parts", parts[0] + "." + parts[1]);
        all.put("half a signature", good.substring(0, good.length() - parts[2].length() / 2));
        all.put("one character less", good.substring(0, good.length() - 1));
        all.put("a dot more", good + ".");
        all.put("a dot before", "." + good);
        all.put("four parts", good + ".e30");
        all.put("five parts", parts[0] + ".." + parts[1] + "." + parts[2] + ".e30");
        all.put("dots", "..");
        all.put("a token in a token", parts[0] + "." + base64(good) + "." + parts[2]);
        all.put("a token in a claim", good().claim("sub", good).signed());
        all.put("encrypted under a password", base64("""
                {"alg":"PBES2-HS512+A256KW","enc":"A256CBC-HS512","p2c":2147483647,"p2s":"AAAA","cty":"JWT"}""") + ".AA.AA.AA.AA");
        all.put("encrypted for our key", base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}") + ".AA.AA.AA.AA");
        all.put("a header that is no JSON", base64("{") + "." + parts[1] + "." + parts[2]);
        all.put("claims that are a list", parts[0] + "." + base64("[]") + "." + parts[2]);
        all.put("claims nested deep", parts[0] + "." + base64("[".repeat(1_000)) + "." + parts[2]);
        all.put(
                "a number without end",
                parts[0] + "." + base64("{\"exp\": 1" + "0".repeat(1_500) + "}") + "." + parts[2]);
        all.put("standard base64", good.replace('-', '+').replace('_', '/') + "=");
        all.put("as long as a header may be", "a".repeat(7_000));
    }

    private static Token good() {
        return Token.of(SCENE.owner());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static PrivateKey anotherKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has RSA
        }
    }
}
