package social.nova.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.loadtest.peer.NettyPeer;

/// The fleet against the Netty peer, in a process of its own as in the benchmarks.
class EchoTest {
    private static final KeyPair KEYS = keys();

    @TempDir
    private Path folder;

    private HttpServer jwks;

    @BeforeEach
    void publishTheKeys() throws IOException {
        jwks = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        var body = jwks((RSAPublicKey) KEYS.getPublic()).getBytes(StandardCharsets.UTF_8);
        jwks.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        jwks.start();
    }

    @AfterEach
    void stop() {
        jwks.stop(0);
    }

    @Test
    void everyFrameComesBack() {
        var token = signedBy(KEYS);
        try (var netty = NettyPeer.start(folder.resolve("netty.log"), address(), _ -> token);
                var echo = Echo.connect(netty, 20, 1)) {
            assertThat(echo.run(1_000, Duration.ofSeconds(1))).isGreaterThan(500);
            assertThat(netty.usage().residentBytes()).isPositive();
        }
    }

    @Test
    void everyFrameReachesBothOfARoom() {
        var token = signedBy(KEYS);
        try (var netty = NettyPeer.start(folder.resolve("netty.log"), address(), _ -> token);
                var echo = Echo.connect(netty, 20, 2)) {
            assertThat(echo.run(1_000, Duration.ofSeconds(1))).isGreaterThan(500);
        }
    }

    @Test
    void aSocketWhoseTokenAnotherSignedIsRefused() {
        var forged = signedBy(keys());
        try (var netty = NettyPeer.start(folder.resolve("netty.log"), address(), _ -> forged)) {
            assertThatIllegalStateException().isThrownBy(() -> Echo.connect(netty, 1, 1));
        }
    }

    private String address() {
        return "http://127.0.0.1:" + jwks.getAddress().getPort() + "/";
    }

    private static String signedBy(KeyPair keys) {
        return JWT.create().withSubject("somebody").sign(Algorithm.RSA256(null, (RSAPrivateKey) keys.getPrivate()));
    }

    private static String jwks(RSAPublicKey key) {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        return """
                {"keys":[{"kty":"RSA","n":"%s","e":"%s"}]}""".formatted(
                        base64.encodeToString(key.getModulus().toByteArray()),
                        base64.encodeToString(key.getPublicExponent().toByteArray()));
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
