package social.nova.loadtest.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import social.nova.loadtest.fault.Fault;
import social.nova.loadtest.fault.Fault.Backend;
import social.nova.loadtest.fault.Fault.Freeze;
import social.nova.loadtest.fault.Fault.Gateway;
import social.nova.loadtest.fault.Fault.Hang;
import social.nova.loadtest.fault.Fault.Kill;
import social.nova.loadtest.fault.Fault.ResetSockets;
import social.nova.loadtest.fault.Fault.Stop;
import social.nova.loadtest.fault.Fault.Terminate;
import social.nova.loadtest.fault.Victim;
import social.nova.loadtest.fault.Weather;
import social.nova.loadtest.fault.Weather.Direction;
import social.nova.loadtest.run.Service;
import social.nova.loadtest.run.Signal;

/// The faults `--faults` can name; each is one of several variants, by chance.
enum FaultKind {
    /// `kill -9` of the holder of a conversation; now and then of the oldest or any node.
    KILL(random -> new Kill(
            pick(random, Victim.HOLDER, Victim.HOLDER, Victim.HOLDER, Victim.HOLDER, Victim.RANDOM, Victim.OLDEST))),
    /// A node frozen: briefly, for as long as nobody may care, and until it is given up.
    FREEZE(random ->
            new Freeze(pick(random, Victim.HOLDER, Victim.RANDOM), Duration.ofSeconds(pick(random, 3, 8, 60)))),
    /// SIGTERM of a node.
    TERM(random -> new Terminate(pick(random, Victim.HOLDER, Victim.RANDOM, Victim.OLDEST))),
    /// PostgreSQL stopped as after a crash or in order, killed, frozen, unreachable.
    POSTGRES(random -> pick(
            random,
            new Stop(Service.POSTGRESQL, Signal.QUIT, Duration.ofSeconds(5)),
            new Stop(Service.POSTGRESQL, Signal.INT, Duration.ofSeconds(5)),
            new Stop(Service.POSTGRESQL, Signal.KILL, Duration.ofSeconds(2)),
            new Hang(Service.POSTGRESQL, Duration.ofSeconds(8)),
            new Backend(Service.POSTGRESQL, new Weather.BlackHole(), Duration.ofSeconds(15)),
            new Backend(Service.POSTGRESQL, new Weather.Refusing(), Duration.ofSeconds(5)))),
    /// The answer to commits of the journal is lost.
    COMMIT(random -> new Backend(
            Service.POSTGRESQL,
            new Weather.CuttingAfterCommit("nova-journal", pick(random, 5, 20)),
            Duration.ofSeconds(8))),
    /// The way to PostgreSQL is slow.
    SLOW(random -> new Backend(
            Service.POSTGRESQL, new Weather.Slow(Duration.ofMillis(30), Duration.ofMillis(20)), Duration.ofSeconds(8))),
    /// Sockets reset, silent in one direction, cut.
    SOCKETS(random -> pick(
            random,
            new ResetSockets(),
            new Gateway(new Weather.BlackHole(), Duration.ofSeconds(12)),
            new Gateway(new Weather.HalfOpen(Direction.TO_CLIENT), Duration.ofSeconds(12)),
            new Gateway(new Weather.HalfOpen(Direction.TO_SERVER), Duration.ofSeconds(12)),
            new Gateway(new Weather.Truncating(), Duration.ofSeconds(3)),
            new Gateway(new Weather.CuttingAfter(5_000), Duration.ofSeconds(6)))),
    REDIS(random -> away(random, Service.REDIS)),
    KAFKA(random -> pick(
            random,
            new Stop(Service.KAFKA, Signal.KILL, Duration.ofSeconds(10)),
            new Hang(Service.KAFKA, Duration.ofSeconds(15)))),
    S3(random -> away(random, Service.S3)),
    SMTP(random -> away(random, Service.SMTP));

    private final Function<Random, Fault> one;

    FaultKind(Function<Random, Fault> one) {
        this.one = one;
    }

    Fault any(Random random) {
        return one.apply(random);
    }

    private static Fault away(Random random, Service service) {
        return pick(
                random,
                new Stop(service, Signal.KILL, Duration.ofSeconds(10)),
                new Hang(service, Duration.ofSeconds(15)),
                new Backend(service, new Weather.BlackHole(), Duration.ofSeconds(15)),
                new Backend(service, new Weather.Refusing(), Duration.ofSeconds(10)));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
