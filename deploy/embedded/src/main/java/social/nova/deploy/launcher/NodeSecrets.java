package social.nova.deploy.launcher;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.XChaCha20Poly1305Parameters;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.SecretFile;

/// The secrets nodes of a data directory share. The keys are made once and kept, so that tokens and sealed messages
/// outlive a restart; one the user has set is neither made nor kept.
final class NodeSecrets {

    private static final int RSA_BITS = 2048;
    private static final int PEM_COLUMNS = 64;

    private NodeSecrets() {}

    static Map<String, String> environment(DataDirectory data, Map<String, String> user) {
        var secrets = new LinkedHashMap<String, String>();
        if (isUnset(user, "JWT_PRIVATE_KEY_PEM")) {
            secrets.put(
                    "JWT_PRIVATE_KEY_PEM",
                    SecretFile.in(data, "jwt-private-key.pem").orMake(NodeSecrets::rsaKey));
        }
        if (isUnset(user, "NOVA_MASTER_KEYSET") && isUnset(user, "NOVA_MASTER_KEYSET_FILE")) {
            var keyset = SecretFile.in(data, "master-keyset.json");
            keyset.orMake(NodeSecrets::keyset);
            // The file, not what is in it: nodes read it again when it is rotated.
            secrets.put(
                    "NOVA_MASTER_KEYSET_FILE", keyset.path().toAbsolutePath().toString());
        }
        return secrets;
    }

    /// The same without files that must stay.
    static Map<String, String> inline(DataDirectory data, Map<String, String> user) {
        var secrets = new LinkedHashMap<>(environment(data, user));
        if (secrets.remove("NOVA_MASTER_KEYSET_FILE") != null) {
            secrets.put("NOVA_MASTER_KEYSET", keyset());
        }
        return secrets;
    }

    private static boolean isUnset(Map<String, String> user, String variable) {
        return user.getOrDefault(variable, "").isBlank();
    }

    private static String rsaKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            var key = generator.generateKeyPair().getPrivate().getEncoded(); // PKCS#8
            var lines = Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'}).encodeToString(key);
            return "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no RSA keys", e);
        }
    }

    private static String keyset() {
        try {
            // No prefix: a sealed message is nonce and ciphertext, as the API promises.
            var parameters = XChaCha20Poly1305Parameters.create(XChaCha20Poly1305Parameters.Variant.NO_PREFIX);
            AeadConfig.register();
            var configuration = RegistryConfiguration.get();
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(parameters, configuration), configuration, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the master keyset cannot be made", e);
        }
    }
}
