package social.nova.loadtest.run;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// The ports of a run's nodes, the same on each node's address.
record Ports(int api, int messaging, int search, int management, int cluster) {
    // Below the ports the kernel gives to clients: a node that starts again must find its own still free.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    static Ports free() {
        return new Ports(freePort(), freePort(), freePort(), freePort(), freePort());
    }

    Map<String, String> environment() {
        return Map.of(
                "APP_PORT", Integer.toString(api),
                "MESSAGING_PORT", Integer.toString(messaging),
                "SEARCH_PORT", Integer.toString(search),
                "NOVA_MANAGEMENT_PORT", Integer.toString(management),
                "NOVA_CLUSTER_PORT", Integer.toString(cluster));
    }

    static int freePort() {
        while (true) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (var _ = new ServerSocket(port)) {
                return port;
            } catch (IOException _) {
                // taken: another
            }
        }
    }
}
