package social.nova.loadtest.chaos;

import java.time.Duration;
import java.util.Random;
import social.nova.loadtest.fault.Fault;
import social.nova.loadtest.fault.Fault.Backend;
import social.nova.loadtest.fault.Fault.Freeze;
import social.nova.loadtest.fault.Fault.Gateway;
import social.nova.loadtest.fault.Fault.Hang;
import social.nova.loadtest.fault.Fault.Kill;
import social.nova.loadtest.fault.Fault.Partition;
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
    KILL,
    /// A node frozen for a minute, until the others have long given it up.
    FREEZE,
    /// A node frozen briefly: it is still one of the cluster.
    STALL,
    /// SIGTERM of a node.
    TERM,
    /// A node cut off from the others, which all reach the servers: briefly, and until the smaller side has to end.
    PARTITION,
    /// PostgreSQL stopped as after a crash or in order, killed, frozen, unreachable.
    POSTGRES,
    /// The answer to commits of the journal is lost.
    COMMIT,
    /// The way to PostgreSQL is slow.
    SLOW,
    /// Sockets reset, silent in one direction, cut.
    SOCKETS,
    /// What Nova can do without, for up to a minute; so are those below.
    REDIS,
    KAFKA,
    S3,
    SMTP;

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    Fault any(Random random) {
        return switch (this) {
            case KILL ->
                new Kill(pick(
                        random,
                        Victim.HOLDER,
                        Victim.HOLDER,
                        Victim.HOLDER,
                        Victim.HOLDER,
                        Victim.RANDOM,
                        Victim.OLDEST));
            case FREEZE -> new Freeze(pick(random, Victim.HOLDER, Victim.RANDOM), A_MINUTE);
            case STALL ->
                new Freeze(pick(random, Victim.HOLDER, Victim.RANDOM), Duration.ofSeconds(pick(random, 3, 8)));
            case TERM -> new Terminate(pick(random, Victim.HOLDER, Victim.RANDOM, Victim.OLDEST));
            case PARTITION ->
                new Partition(pick(random, Victim.HOLDER, Victim.OLDEST), Duration.ofSeconds(pick(random, 4, 40)));
            case POSTGRES -> postgres(random);
            case COMMIT ->
                new Backend(
                        Service.POSTGRESQL,
                        new Weather.CuttingAfterCommit("nova-journal", pick(random, 5, 20)),
                        Duration.ofSeconds(8));
            case SLOW ->
                new Backend(
                        Service.POSTGRESQL,
                        new Weather.Slow(Duration.ofMillis(30), Duration.ofMillis(20)),
                        Duration.ofSeconds(8));
            case SOCKETS -> sockets(random);
            case REDIS -> away(random, Service.REDIS);
            case KAFKA ->
                pick(
                        random,
                        new Stop(Service.KAFKA, Signal.KILL, A_MINUTE),
                        new Hang(Service.KAFKA, Duration.ofSeconds(15)));
            case S3 -> away(random, Service.S3);
            case SMTP -> away(random, Service.SMTP);
        };
    }

    private static Fault postgres(Random random) {
        return pick(
                random,
                new Stop(Service.POSTGRESQL, Signal.QUIT, Duration.ofSeconds(5)),
                new Stop(Service.POSTGRESQL, Signal.INT, Duration.ofSeconds(5)),
                new Stop(Service.POSTGRESQL, Signal.KILL, Duration.ofSeconds(2)),
                new Hang(Service.POSTGRESQL, Duration.ofSeconds(8)),
                new Backend(Service.POSTGRESQL, new Weather.BlackHole(), Duration.ofSeconds(15)),
                new Backend(Service.POSTGRESQL, new Weather.Refusing(), Duration.ofSeconds(5)));
    }

    private static Fault sockets(Random random) {
        return pick(
                random,
                new ResetSockets(),
                new Gateway(new Weather.BlackHole(), Duration.ofSeconds(12)),
                new Gateway(new Weather.HalfOpen(Direction.TO_CLIENT), Duration.ofSeconds(12)),
                new Gateway(new Weather.HalfOpen(Direction.TO_SERVER), Duration.ofSeconds(12)),
                new Gateway(new Weather.Truncating(), Duration.ofSeconds(3)),
                new Gateway(new Weather.CuttingAfter(5_000), Duration.ofSeconds(6)));
    }

    private static Fault away(Random random, Service service) {
        return pick(
                random,
                new Stop(service, Signal.KILL, Duration.ofSeconds(10)),
                new Hang(service, Duration.ofSeconds(15)),
                new Backend(service, new Weather.BlackHole(), A_MINUTE),
                new Backend(service, new Weather.Refusing(), A_MINUTE));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
