package social.nova.cluster.proof;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;

/// Gives tests one run of three nodes, all ready: started by the first test that asks for it, ended after the last.
final class SharedRun implements ParameterResolver {
    static final int NODES = 3;
    static final Installation NOVA = new Installation(Path.of(".."), Path.of("target"));

    /// A grace longer than in development, so that clients that talk on an idle connection meet it, too.
    /// A heap that is all there from the beginning: what a process then grows by is no heap.
    private static final Map<String, String> ENVIRONMENT =
            Map.of("NOVA_DRAIN_GRACE", "2s", "NOVA_NODE_JAVA_OPTS", "-Xms768m -Xmx768m -XX:+AlwaysPreTouch");

    private static volatile @Nullable NovaRun started;

    /// In one of its own, as long as this process.
    private static final class Services {
        private static final ProviderProcess PROCESS = ProviderProcess.start();
    }

    /// What the nodes of the run take for other services to sign in with.
    static ProviderProcess services() {
        return Services.PROCESS;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NovaRun.class;
    }

    @Override
    public NovaRun resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var run = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(SharedRun.class, _ -> start(), NovaRun.class);
        run.awaitReady();
        return run;
    }

    /// Ends the run now, if there is one: for who needs all it had to say. Nobody may ask for it afterwards.
    static void end() {
        var run = started;
        if (run != null) {
            run.close();
        }
    }

    private static NovaRun start() {
        var environment = new TreeMap<>(ENVIRONMENT);
        environment.putAll(services().environment());
        var run = NovaRun.start(NOVA, Path.of("target", "shared-run-" + UUID.randomUUID()), NODES, environment);
        started = run;
        return run;
    }
}
