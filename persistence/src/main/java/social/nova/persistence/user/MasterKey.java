package social.nova.persistence.user;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import social.nova.protocols.common.UserId;

/// The installation's keyset that wraps other keys: its primary key wraps, every key in it unwraps.
public final class MasterKey {
    private final Aead aead;

    /// @throws IllegalArgumentException if this is no Tink keyset for AEAD; the message does not repeat it
    public MasterKey(String keysetJson) {
        try {
            AeadConfig.register();
            this.aead = TinkJsonProtoKeysetFormat.parseKeyset(
                            keysetJson, RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a Tink keyset for AEAD in JSON");
        }
    }

    /// Seals another key so that it opens only in the same `context`.
    public byte[] seal(byte[] key, String context) {
        try {
            return aead.encrypt(key, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Sealing a key failed", e);
        }
    }

    /// @throws IllegalStateException if no key of the keyset sealed this in this context
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key of the master keyset opens " + context, e);
        }
    }

    byte[] wrap(DataKey key, UserId user) {
        try {
            return aead.encrypt(key.bytes(), context(user));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Wrapping a data key failed", e);
        }
    }

    /// @throws IllegalStateException if no key of the keyset wrapped this for that user
    DataKey unwrap(byte[] wrapped, UserId user) {
        try {
            return DataKey.of(aead.decrypt(wrapped, context(user)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key of the master keyset opens the data key of " + user, e);
        }
    }

    private static byte[] context(UserId user) {
        return user.value().getBytes(StandardCharsets.US_ASCII);
    }
}
