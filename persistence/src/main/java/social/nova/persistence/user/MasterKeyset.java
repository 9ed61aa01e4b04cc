package social.nova.persistence.user;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.XChaCha20Poly1305Parameters;
import com.google.crypto.tink.aead.XChaCha20Poly1305Parameters.Variant;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A Tink keyset for AEAD: its primary key wraps, every key in it unwraps. The stages of a rotation are others made
/// from it; the key that comes last is the newest.
public final class MasterKeyset {
    /// What a key of Tink's own kind puts in front of what it wraps: this, and its id.
    private static final byte TINK = 1;

    private final KeysetHandle keyset;

    private MasterKeyset(KeysetHandle keyset) {
        this.keyset = keyset;
    }

    /// @throws IllegalArgumentException if this is no Tink keyset for AEAD; the message does not repeat it
    public static MasterKeyset parse(String json) {
        try {
            AeadConfig.register();
            var keyset = new MasterKeyset(TinkJsonProtoKeysetFormat.parseKeyset(
                    json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
            keyset.aead();
            return keyset;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a Tink keyset for AEAD in JSON");
        }
    }

    /// As [#parse] reads it: the keys themselves, in the clear.
    public String json() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A keyset that was read cannot be written", e);
        }
    }

    /// The id of the key that wraps.
    public int primary() {
        return keyset.getPrimary().getId();
    }

    /// The id of the key that was added last.
    public int newest() {
        return keyset.getAt(keyset.size() - 1).getId();
    }

    public Set<Integer> ids() {
        return IntStream.range(0, keyset.size())
                .mapToObj(n -> keyset.getAt(n).getId())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The same with one more key, which unwraps only.
    public MasterKeyset withAnother() {
        try {
            var parameters = XChaCha20Poly1305Parameters.create(Variant.TINK);
            return new MasterKeyset(KeysetHandle.newBuilder(keyset)
                    .addEntry(
                            KeysetHandle.generateEntryFromParameters(parameters).withRandomId())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key can be added", e);
        }
    }

    /// The same, wrapping by the newest key.
    public MasterKeyset promoted() {
        try {
            var builder = KeysetHandle.newBuilder(keyset);
            builder.getAt(builder.size() - 1).makePrimary();
            return new MasterKeyset(builder.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key can be made the primary one", e);
        }
    }

    /// Only the key that wraps.
    public MasterKeyset primaryOnly() {
        try {
            var builder = KeysetHandle.newBuilder(keyset);
            for (var n = builder.size() - 1; n >= 0; n--) {
                if (!builder.getAt(n).isPrimary()) {
                    builder.deleteAt(n);
                }
            }
            return new MasterKeyset(builder.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key can be taken out", e);
        }
    }

    /// What everything begins with that the primary key has wrapped, if it is a key that [#withAnother] made.
    byte[] mark() {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put(TINK)
                .putInt(primary())
                .array();
    }

    /// Whether the primary key puts its mark in front of what it wraps. Keys of other kinds do not, and what they have
    /// wrapped is taken for another's.
    public boolean leavesMark() {
        try {
            var wrapped = aead().encrypt(new byte[1], new byte[0]);
            return Arrays.equals(wrapped, 0, mark().length, mark(), 0, mark().length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Sealing failed", e);
        }
    }

    Aead aead() throws GeneralSecurityException {
        return keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    @Override
    public String toString() {
        return "MasterKeyset" + ids();
    }
}
