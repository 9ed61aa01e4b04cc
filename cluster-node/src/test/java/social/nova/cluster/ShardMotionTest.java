package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShardMotionTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final ShardMotion motion = new ShardMotion(now::get);

    @Test
    void shardsMayMoveForAWhileAfterTheStartAndAfterEachChange() {
        assertThat(motion.isOn()).isTrue();

        now.addAndGet(ShardMotion.AFTER_A_CHANGE.toNanos());
        assertThat(motion.isOn()).isFalse();

        motion.changed();
        now.addAndGet(ShardMotion.AFTER_A_CHANGE.minusNanos(1).toNanos());
        assertThat(motion.isOn()).isTrue();
    }
}
