package social.nova.deploy.launcher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.deploy.host.DataDirectory;

class NodeSecretsTest {

    @TempDir
    Path directory;

    @Test
    void keysAreMadeOnceAndOnlyTheOwnerCanReadThem() throws Exception {
        var first = NodeSecrets.environment(DataDirectory.at(directory), Map.of());
        var second = NodeSecrets.environment(DataDirectory.at(directory), Map.of());

        assertThat(first).isEqualTo(second).containsOnlyKeys("JWT_PRIVATE_KEY_PEM", "NOVA_MASTER_KEYSET_FILE");
        try (var files = Files.list(directory.resolve("secrets"))) {
            assertThat(files)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void keysAreOnesANodeCanUse() throws GeneralSecurityException, IOException {
        var secrets = NodeSecrets.environment(DataDirectory.at(directory), Map.of());

        var pem = requireNonNull(secrets.get("JWT_PRIVATE_KEY_PEM")).replaceAll("-----[A-Z ]+-----|\\s", "");
        var key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        assertThat(((RSAPrivateKey) key).getModulus().bitLength()).isEqualTo(2048);
        var configuration = RegistryConfiguration.get();
        var keyset = TinkJsonProtoKeysetFormat.parseKeyset(
                Files.readString(Path.of(requireNonNull(secrets.get("NOVA_MASTER_KEYSET_FILE")))),
                configuration,
                InsecureSecretKeyAccess.get());
        var sealed = keyset.getPrimitive(configuration, Aead.class).encrypt(new byte[] {1, 2, 3}, new byte[0]);
        assertThat(sealed).hasSize(24 + 3 + 16); // nonce, text, tag
    }

    @Test
    void keysTheUserHasSetAreNotMade() {
        for (var keyset : List.of("NOVA_MASTER_KEYSET", "NOVA_MASTER_KEYSET_FILE")) {
            var user = Map.of("JWT_PRIVATE_KEY_PEM", "own", keyset, "own");

            assertThat(NodeSecrets.environment(DataDirectory.at(directory), user))
                    .isEmpty();
        }
        assertThat(directory.resolve("secrets")).isEmptyDirectory();
    }
}
