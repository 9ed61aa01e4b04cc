package social.nova.deploy.launcher;

import java.util.Map;

/// The ports of a node; every node has the same, on an address of its own.
record NodePorts(int api, int messaging, int search, int management, int cluster) {

    static NodePorts from(Map<String, String> environment) {
        return new NodePorts(
                port(environment, "APP_PORT", 8080),
                port(environment, "MESSAGING_PORT", 8085),
                port(environment, "SEARCH_PORT", 8081),
                port(environment, "NOVA_MANAGEMENT_PORT", 8558),
                port(environment, "NOVA_CLUSTER_PORT", 25520));
    }

    private static int port(Map<String, String> environment, String variable, int otherwise) {
        var value = environment.getOrDefault(variable, "").strip();
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.matches("\\d{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 65_535) {
            return Integer.parseInt(value);
        }
        throw new LaunchFailure("%s=%s is not a port: a number from 1 to 65535".formatted(variable, value));
    }
}
