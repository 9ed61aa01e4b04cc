package social.nova.deploy.stack;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import social.nova.deploy.host.Port;

/// The ports a stack is to listen on, all on loopback: the preferred ones, and any free one where that is taken.
///
/// @param kafkaController Kafka's second port, for itself only
record StackPorts(Map<StackService, Integer> services, int kafkaController) {

    static final String HOST = "127.0.0.1";
    private static final int PREFERRED_CONTROLLER = 19093;

    static StackPorts choose(Set<StackService> services) {
        return choose(services, new EnumMap<>(StackService.class));
    }

    /// @param wished ports to take in place of the preferred ones, for a stack that comes back
    static StackPorts choose(Set<StackService> services, Map<StackService, Integer> wished) {
        var taken = new HashSet<Integer>();
        var ports = new EnumMap<StackService, Integer>(StackService.class);
        for (var service : services) {
            var first = new Port(HOST, wished.getOrDefault(service, service.preferredPort()));
            var port = first.orAnyFree(taken).number();
            taken.add(port);
            ports.put(service, port);
        }
        return new StackPorts(
                ports, new Port(HOST, PREFERRED_CONTROLLER).orAnyFree(taken).number());
    }

    int of(StackService service) {
        return Objects.requireNonNull(services.get(service), service.label());
    }
}
