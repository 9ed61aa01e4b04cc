package social.nova.http.health;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// What this node knows of its own state, refreshed by [#probe] and not by those who ask: a crowd of probes costs
/// nothing.
public final class Health {
    private final List<Probe> probes;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);

    /// Where a node is between its start and its end.
    public enum Phase {
        /// It joins the cluster and warms up.
        STARTING,
        SERVING,
        /// It was told to end and finishes what is under way.
        DRAINING
    }

    public Health(List<Probe> probes) {
        this.probes = List.copyOf(probes);
    }

    /// Asks everything behind the node again. To be called every second or so.
    public void probe() {
        probes.forEach(Probe::ask);
    }

    /// Says whether the node is up, has its entities in reach and is warm; false again once it drains.
    public void serving(boolean now) {
        phase.set(now ? Phase.SERVING : Phase.DRAINING);
    }

    public Phase phase() {
        return phase.get();
    }

    public List<Probe> probes() {
        return probes;
    }

    /// Whether everything is there that a request cannot do without.
    public boolean isWell() {
        return probes.stream()
                .allMatch(probe -> probe.weight() == Probe.Weight.DEGRADING
                        || probe.finding().well());
    }

    /// Whether anything at all is away.
    public boolean isDegraded() {
        return !probes.stream().allMatch(probe -> probe.finding().well());
    }

    /// Whether a load balancer should send requests here.
    public boolean ready() {
        return phase() == Phase.SERVING && isWell();
    }
}
