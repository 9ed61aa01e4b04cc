package social.nova.loadtest.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `-javaagent:nova-loadtest.jar=SILENT_DROP` starts in a node, before the node itself: one [PlantedFault].
///
/// A fault that cannot be planted ends the process; its log says what was missing.
public final class Agent {

    private Agent() {}

    /// @param fault the name of a [PlantedFault]
    public static void premain(String fault, Instrumentation instrumentation) {
        instrumentation.addTransformer(
                new Planting(PlantedFault.valueOf(fault).changed(ClassLoader.getSystemClassLoader())));
    }

    /// Gives the JVM the changed classes, all made before the first is asked for: what fails in here is ignored.
    private record Planting(Map<String, byte[]> changed) implements ClassFileTransformer {

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] original) {
            return name == null ? null : changed.get(name.replace('/', '.'));
        }
    }
}
