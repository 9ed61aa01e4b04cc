package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.agent.PlantedFault;

/// The faults that controls plant in nodes are in the classes as they are now. Where this fails, a class has changed
/// and the fault has to follow it.
class PlantedFaultTest {
    private static final ClassLoader NOVA = PlantedFaultTest.class.getClassLoader();

    @Test
    void withoutAFaultKeysAreFoundAndFramesKept() throws Exception {
        assertThat(PlantedFaultProbe.findsKeys(NOVA)).isEqualTo("true true");
        assertThat(PlantedFaultProbe.framesKept(NOVA)).isEqualTo(PlantedFaultProbe.FRAMES);
    }

    @Test
    void withoutDeduplicationNoKeyIsFoundNorLookedForInTheTable() throws Exception {
        assertThat(PlantedFaultProbe.findsKeys(new Changed(PlantedFault.NO_DEDUPLICATION)))
                .isEqualTo("false false");
    }

    @Test
    void aQueueThatDropsLosesOneOfFiftyFramesAndTakesAll() throws Exception {
        assertThat(PlantedFaultProbe.framesKept(new Changed(PlantedFault.SILENT_DROP)))
                .isEqualTo(PlantedFaultProbe.FRAMES - PlantedFaultProbe.FRAMES / 50);
    }

    /// Has the changed classes and their packages anew, and all else in common.
    private static final class Changed extends ClassLoader {
        private final Map<String, byte[]> changed;

        Changed(PlantedFault fault) {
            super(NOVA);
            this.changed = fault.changed(NOVA);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                if (changed.keySet().stream().noneMatch(one -> packageOf(one).equals(packageOf(name)))) {
                    return super.loadClass(name, resolve);
                }
                var bytes = changed.containsKey(name) ? changed.get(name) : original(name);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }

        private static byte[] original(String name) throws ClassNotFoundException {
            try (var found = NOVA.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (found == null) {
                    throw new ClassNotFoundException(name);
                }
                return found.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String packageOf(String name) {
            return name.substring(0, name.lastIndexOf('.'));
        }
    }
}
