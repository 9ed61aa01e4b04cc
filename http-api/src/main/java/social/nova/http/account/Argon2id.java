package social.nova.http.account;

import java.security.MessageDigest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import social.nova.http.account.PhcString.Cost;

/// Argon2id, version 1.3 (RFC 9106). Each thread that hashes keeps the memory of one hash and uses it again, cleared:
/// 19 MiB anew for every password made the collector stop the node twenty times a second.
///
/// Never [#hash] or [#matches] on a thread others wait for.
final class Argon2id {
    private static final int HASH_BYTES = 32;

    private final Cost cost;
    private final ThreadLocal<FixedBlockPool> blocks;

    /// @param cost of new hashes
    Argon2id(Cost cost) {
        this.cost = cost;
        this.blocks = ThreadLocal.withInitial(
                () -> new FixedBlockPool(Argon2BytesGenerator.getBlockCount(cost.memoryKib(), cost.parallelism())));
    }

    PhcString hash(byte[] password, byte[] salt) {
        return PhcString.of(cost, salt, compute(cost, password, salt, HASH_BYTES));
    }

    /// Whether this is the password that was hashed; compares in constant time.
    boolean matches(byte[] password, PhcString known) {
        var hash = known.hashBytes();
        return MessageDigest.isEqual(hash, compute(known.cost(), password, known.saltBytes(), hash.length));
    }

    private byte[] compute(Cost cost, byte[] password, byte[] salt, int length) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .withSalt(salt)
                .withBlockPool(blocks.get());
        var generator = new Argon2BytesGenerator();
        generator.init(parameters.build());
        var hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }
}
