package social.nova.cluster;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// Environments with which a node would start.
final class Environments {
    private static final String PRIVATE_KEY = privateKey();
    static final String KEYSET = """
            {"primaryKeyId":1,"key":[{"keyId":1,"status":"ENABLED","outputPrefixType":"TINK","keyData":{\
            "typeUrl":"type.googleapis.com/google.crypto.tink.XChaCha20Poly1305Key","keyMaterialType":"SYMMETRIC",\
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw=="}}]}""";

    /// What a node cannot do without.
    static final Map<String, String> ESSENTIAL = Map.of(
            "DATABASE_URL", "postgresql://nova:sound@db/nova",
            "JWT_PRIVATE_KEY_PEM", PRIVATE_KEY,
            "NOVA_MASTER_KEYSET", KEYSET);

    /// Needed by others of the same group.
    static final Map<String, String> GROUPS = Map.of(
            "SMTP_HOST", "smtp.example.org",
            "SMTP_FROM_EMAIL", "nova@example.org",
            "SMTP_USERNAME", "mailer",
            "SMTP_PASSWORD", "sound-1",
            "S3_BUCKET", "media",
            "S3_ACCESS_KEY_ID", "sound-2",
            "S3_SECRET_ACCESS_KEY", "sound-3",
            "CLICKHOUSE_URL", "http://localhost:8123",
            "GRAPH_NEO4J_PASSWORD", "sound-4");

    private Environments() {}

    /// An environment in which every group of settings is read.
    static Map<String, String> everything(String name, String value) {
        return plus(plus(ESSENTIAL, GROUPS), name, value);
    }

    static NodeSettings settings(Map<String, String> environment) {
        return NodeSettings.from(plus(ESSENTIAL, environment));
    }

    static Map<String, String> plus(Map<String, String> some, String name, String value) {
        return plus(some, Map.of(name, value));
    }

    static Map<String, String> plus(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static String privateKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var der = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----"
                    .formatted(Base64.getEncoder().encodeToString(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
