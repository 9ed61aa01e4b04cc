package social.nova.deploy.launcher;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/// SIGINT, SIGTERM and SIGHUP. A shutdown hook would hear only of the first; a second Ctrl-C has a meaning here.
///
/// The JDK's one way to hear of signals, `sun.misc.Signal`, is exported and supported (module jdk.unsupported), but
/// javac warns of every mention of it and no annotation stills that: hence method handles.
final class ProcessSignals {

    private static final List<String> STOPPING = List.of("INT", "TERM", "HUP");

    private ProcessSignals() {}

    /// Runs `action` for every such signal from now on, in a thread of its own.
    static void onStop(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var lookup = MethodHandles.publicLookup();
            var run = MethodHandles.lookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            var handler =
                    MethodHandleProxies.asInterfaceInstance(handlerType, MethodHandles.dropArguments(run, 0, signal));
            var newSignal = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
            var handle = lookup.findStatic(signal, "handle", MethodType.methodType(handlerType, signal, handlerType));
            for (var name : STOPPING) {
                handle.invoke(newSignal.invoke(name), handler);
            }
        } catch (Throwable e) { // what method handles declare
            throw new IllegalStateException("this JDK lets nobody hear of signals", e);
        }
    }
}
