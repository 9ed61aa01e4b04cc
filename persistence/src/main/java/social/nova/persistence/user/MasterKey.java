package social.nova.persistence.user;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.common.UserId;

/// The installation's [MasterKeyset] at work: wraps other keys, and unwraps them. Where the keyset comes from is read
/// again when told to, and when something does not open: another node may know a newer key. One that lacks a key in use
/// is not taken over. Thread-safe; reading its source may wait for a disk.
public final class MasterKey {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKey.class);

    private final Supplier<String> source;
    private volatile Loaded loaded;
    private volatile Optional<Integer> required = Optional.empty();
    /// Why the source was not taken over when it was read last; empty if it was.
    private volatile String refused = "";

    private record Loaded(String json, MasterKeyset keyset, Aead aead) {
        static Loaded of(String json) {
            try {
                var keyset = MasterKeyset.parse(json);
                return new Loaded(json, keyset, keyset.aead());
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("not a Tink keyset for AEAD in JSON");
            }
        }
    }

    /// @throws IllegalArgumentException if this is no Tink keyset for AEAD; the message does not repeat it
    public MasterKey(String keysetJson) {
        this(() -> keysetJson);
    }

    /// @param source gives the keyset as it is now, in JSON
    /// @throws IllegalArgumentException if it gives no Tink keyset for AEAD; the message does not repeat it
    public MasterKey(Supplier<String> source) {
        this.source = source;
        this.loaded = Loaded.of(source.get());
    }

    public MasterKeyset keyset() {
        return loaded.keyset();
    }

    /// From now on keysets without this key are not taken over: something may be wrapped by it.
    public void require(int key) {
        required = Optional.of(key);
    }

    /// Reads the source again. What cannot be read, is no keyset, or lacks a key in use, changes nothing.
    public void refresh() {
        try {
            var json = source.get();
            if (!json.equals(loaded.json())) {
                var newer = Loaded.of(json);
                checkHasKeysInUse(newer.keyset());
                loaded = newer;
                LOG.info("The master keyset has keys {} now and wraps by {}", keyset().ids(), keyset().primary());
            }
            refused = "";
        } catch (RuntimeException e) {
            var reason = String.valueOf(e.getMessage());
            if (!reason.equals(refused)) {
                LOG.warn("The master keyset is not taken over as it is now, the one before stays: {}", reason);
            }
            refused = reason;
        }
    }

    // Who lacks the required key itself was left behind by a rotation: what it wraps by may be gone.
    private void checkHasKeysInUse(MasterKeyset newer) {
        var inUse = new TreeSet<Integer>();
        required.ifPresent(inUse::add);
        if (keyset().ids().containsAll(inUse)) {
            inUse.add(keyset().primary());
        }
        inUse.removeAll(newer.ids());
        if (!inUse.isEmpty()) {
            throw new IllegalArgumentException("it lacks keys that are in use, " + inUse);
        }
    }

    /// Seals another key so that it opens only in the same `context`.
    public byte[] seal(byte[] key, String context) {
        try {
            return loaded.aead().encrypt(key, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Sealing a key failed", e);
        }
    }

    /// @throws IllegalStateException if no key of the keyset sealed this in this context
    public byte[] open(byte[] sealed, String context) {
        var bytes = context.getBytes(StandardCharsets.UTF_8);
        var used = loaded;
        try {
            return used.aead().decrypt(sealed, bytes);
        } catch (GeneralSecurityException e) {
            refresh();
            return openBy(loaded, sealed, bytes);
        }
    }

    /// Whether a key of the keyset, as it was read last, sealed this in this context.
    boolean opens(byte[] sealed, String context) {
        try {
            loaded.aead().decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] openBy(Loaded newer, byte[] sealed, byte[] context) {
        try {
            return newer.aead().decrypt(sealed, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "No key of the master keyset opens " + new String(context, StandardCharsets.UTF_8), e);
        }
    }

    byte[] wrap(DataKey key, UserId user) {
        return seal(key.bytes(), user.value());
    }

    /// @throws IllegalStateException if no key of the keyset wrapped this for that user
    DataKey unwrap(byte[] wrapped, UserId user) {
        return DataKey.of(open(wrapped, user.value()));
    }
}
