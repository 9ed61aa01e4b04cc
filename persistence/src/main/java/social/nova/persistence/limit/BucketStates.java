package social.nova.persistence.limit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.redis.consts.LuaScripts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import redis.clients.jedis.UnifiedJedis;

/// The states of buckets as Bucket4j keeps them in Redis, read, compared and set without a thread that waits for it.
///
/// Bucket4j's own for Jedis can only block, and then a request that Redis need not be asked for would still have to
/// change threads.
final class BucketStates extends AbstractCompareAndSwapBasedProxyManager<byte[]> {
    private final Calls calls;

    /// How Redis is asked.
    interface Calls {
        <T> CompletableFuture<T> call(Function<UnifiedJedis, T> command);
    }

    /// @param config with a strategy of expiration
    BucketStates(ClientSideConfig config, Calls calls) {
        super(config);
        this.calls = calls;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(byte[] key) {
        return new AsyncCompareAndSwapOperation() {
            @Override
            public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeout) {
                return calls.call(jedis -> Optional.ofNullable(jedis.get(key)));
            }

            @Override
            public CompletableFuture<Boolean> compareAndSwap(
                    byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeout) {
                return calls.call(jedis -> swap(jedis, key, before, after, millisToLive(state)));
            }
        };
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(byte[] key) {
        throw new UnsupportedOperationException("Nobody waits here");
    }

    @Override
    public void removeProxy(byte[] key) {
        throw new UnsupportedOperationException("Nobody waits here");
    }

    @Override
    protected CompletableFuture<Void> removeAsync(byte[] key) {
        return calls.call(jedis -> jedis.del(key)).thenAccept(_ -> {});
    }

    @Override
    public boolean isAsyncModeSupported() {
        return true;
    }

    @Override
    public boolean isExpireAfterWriteSupported() {
        return true;
    }

    private long millisToLive(RemoteBucketState state) {
        return getClientSideConfig()
                .getExpirationAfterWriteStrategy()
                .orElseThrow()
                .calculateTimeToLiveMillis(state, currentTimeNanos());
    }

    private static boolean swap(UnifiedJedis jedis, byte[] key, byte[] before, byte[] after, long millisToLive) {
        var lives = Long.toString(Math.max(1, millisToLive)).getBytes(US_ASCII);
        var swapped = before == null
                ? jedis.eval(script(LuaScripts.SCRIPT_SET_NX_PX), List.of(key), List.of(after, lives))
                : jedis.eval(
                        script(LuaScripts.SCRIPT_COMPARE_AND_SWAP_PX), List.of(key), List.of(before, after, lives));
        return Long.valueOf(1).equals(swapped);
    }

    private static byte[] script(String script) {
        return script.getBytes(US_ASCII);
    }
}
