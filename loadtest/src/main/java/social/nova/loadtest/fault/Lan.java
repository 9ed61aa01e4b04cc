package social.nova.loadtest.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A network of hosts on one machine: a bridge, which this process is at too, and one network namespace for each host.
/// Needs Linux, root and `ip`.
///
///     this process, servers ── bridge ─┬─ host 1
///                                      ├─ host 2
///                                      └─ host 3
///
/// Whom a cut separates loses packets silently, as when a cable is pulled, while both still reach the bridge.
public final class Lan implements AutoCloseable {
    private static final long COMMAND_SECONDS = 10;

    private final String name;
    private final String prefix;
    private final int hosts;

    /// @param hosts how many, 1 to 9
    public static Lan of(int hosts) {
        var random = ThreadLocalRandom.current();
        var lan = new Lan(
                "nv%06x".formatted(random.nextInt(1 << 24)),
                "10.%d.%d.".formatted(random.nextInt(64, 128), random.nextInt(256)),
                hosts);
        try {
            lan.make();
            return lan;
        } catch (RuntimeException e) {
            lan.close();
            throw e;
        }
    }

    private Lan(String name, String prefix, int hosts) {
        this.name = name;
        this.prefix = prefix;
        this.hosts = hosts;
    }

    /// Whether this machine lets this process make one.
    public static boolean isPossible() {
        var root = "root".equals(System.getProperty("user.name"));
        return root
                && List.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip").stream()
                        .anyMatch(ip -> Files.exists(Path.of(ip)));
    }

    /// Where this process is found by the hosts.
    public String bridge() {
        return prefix + "1";
    }

    /// @param host from 1
    public String address(int host) {
        return prefix + (10 + host);
    }

    /// The host, from 1, at this address.
    int hostOf(String address) {
        return Integer.parseInt(address.substring(prefix.length())) - 10;
    }

    /// The network namespace of a host.
    public String network(int host) {
        return name + "-" + host;
    }

    /// Separates one host from all others, until [#mend].
    public void cutOff(int host) {
        for (var other = 1; other <= hosts; other++) {
            if (other != host) {
                in(host, "ip", "route", "add", "blackhole", address(other) + "/32");
                in(other, "ip", "route", "add", "blackhole", address(host) + "/32");
            }
        }
    }

    /// Undoes [#cutOff].
    public void mend(int host) {
        for (var other = 1; other <= hosts; other++) {
            if (other != host) {
                in(host, "ip", "route", "del", "blackhole", address(other) + "/32");
                in(other, "ip", "route", "del", "blackhole", address(host) + "/32");
            }
        }
    }

    private void make() {
        run("ip", "link", "add", name, "type", "bridge");
        run("ip", "addr", "add", bridge() + "/24", "dev", name);
        run("ip", "link", "set", name, "up");
        for (var host = 1; host <= hosts; host++) {
            var here = name + "h" + host;
            run("ip", "netns", "add", network(host));
            run("ip", "link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", network(host));
            run("ip", "link", "set", here, "master", name, "up");
            in(host, "ip", "addr", "add", address(host) + "/24", "dev", "eth0");
            in(host, "ip", "link", "set", "eth0", "up");
            in(host, "ip", "link", "set", "lo", "up");
        }
    }

    /// The hosts' processes must have ended.
    @Override
    public void close() {
        for (var host = 1; host <= hosts; host++) {
            tryTo("ip", "netns", "del", network(host));
        }
        tryTo("ip", "link", "del", name);
    }

    private void in(int host, String... command) {
        var inside = new ArrayList<>(List.of("ip", "netns", "exec", network(host)));
        inside.addAll(List.of(command));
        run(inside.toArray(String[]::new));
    }

    private static void run(String... command) {
        var said = tryTo(command);
        if (!said.isEmpty()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
    }

    // What it says when it fails.
    private static String tryTo(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "does not end";
            }
            return process.exitValue() == 0 ? "" : said.strip() + " (" + process.exitValue() + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
