package social.nova.loadtest.fault;

import java.time.Duration;
import java.util.Locale;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.Service;
import social.nova.loadtest.run.Signal;

/// Something that goes wrong, and is over when [#strike] returns.
public sealed interface Fault {
    /// Breaks, holds, and mends, the last also when something fails in between.
    void strike(Scene scene);

    /// The node's process ends at once; its supervisor starts another.
    record Kill(Victim victim) implements Fault {
        @Override
        public void strike(Scene scene) {
            var node = scene.find(victim);
            scene.note(Phase.INVOKE, toString(), node.name());
            node.process().ifPresent(Signal.KILL::sendToTree);
            Testbed.awaitEnd(node, Duration.ofSeconds(10));
        }

        @Override
        public String toString() {
            return "kill the " + victim + " node";
        }
    }

    /// The node stands still, and goes on as if nothing had been. After [#GIVEN_UP] the others have long removed
    /// it, and it has to end.
    record Freeze(Victim victim, Duration time) implements Fault {
        static final Duration GIVEN_UP = Duration.ofSeconds(20);
        static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

        @Override
        public void strike(Scene scene) {
            var node = scene.find(victim);
            var process = node.process().orElseThrow();
            var givenUp = time.compareTo(GIVEN_UP) >= 0;
            scene.note(Phase.INVOKE, toString(), node.name());
            try {
                Signal.STOP.send(process);
                Await.pause(time);
            } finally {
                scene.note(Phase.OK, givenUp ? Checker.THAWED : "thawed", node.name());
                Signal.CONT.send(process);
            }
            if (givenUp) {
                endOf(node, scene);
            }
        }

        @Override
        public String toString() {
            return "freeze the %s node for %d s".formatted(victim, time.toSeconds());
        }
    }

    /// The node's host and the others lose every packet between them, while all of them still reach the servers and the
    /// clients. After [Freeze#GIVEN_UP] the side with fewer nodes has to have ended.
    record Partition(Victim victim, Duration time) implements Fault {
        @Override
        public void strike(Scene scene) {
            var node = scene.find(victim);
            var lan = scene.bed().lan();
            var host = lan.hostOf(node.host());
            scene.note(Phase.INVOKE, toString(), node.name());
            lan.cutOff(host);
            try {
                Await.pause(time);
                if (time.compareTo(Freeze.GIVEN_UP) >= 0) {
                    endOf(node, scene);
                }
            } finally {
                lan.mend(host);
                scene.note(Phase.OK, "one network again", node.name());
            }
        }

        @Override
        public String toString() {
            return "cut the %s node off for %d s".formatted(victim, time.toSeconds());
        }
    }

    /// The node is asked to end, as in a deployment.
    record Terminate(Victim victim) implements Fault {
        static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

        @Override
        public void strike(Scene scene) {
            var node = scene.find(victim);
            scene.note(Phase.INVOKE, toString(), node.name());
            node.process().ifPresent(Signal.TERM::send);
            try {
                Testbed.awaitEnd(node, ENDS_WITHIN);
                scene.note(Phase.OK, Checker.LEFT, node.name());
            } catch (IllegalStateException stays) {
                scene.note(Phase.FAIL, Checker.LEFT, node.name());
                node.process().ifPresent(Signal.KILL::sendToTree);
            }
        }

        @Override
        public String toString() {
            return "terminate the " + victim + " node";
        }
    }

    /// The server ends by this signal, and is started again after a while, at the same address.
    record Stop(Service service, Signal signal, Duration time) implements Fault {
        @Override
        public void strike(Scene scene) {
            var server = scene.bed().service(service);
            scene.note(Phase.INVOKE, toString(), "");
            scene.noteAway(service);
            try {
                server.end(signal);
                Await.pause(time);
            } finally {
                server.start();
                scene.noteBack(service);
                scene.note(Phase.OK, service.label() + " serves again", "");
            }
        }

        @Override
        public String toString() {
            return "stop %s (%s) for %d s".formatted(service.label(), signal, time.toSeconds());
        }
    }

    /// The server stands still: connections stay open, nothing answers, and what was under way may have happened.
    record Hang(Service service, Duration time) implements Fault {
        @Override
        public void strike(Scene scene) {
            var process = scene.bed().service(service).process();
            scene.note(Phase.INVOKE, toString(), "");
            scene.noteAway(service);
            try {
                Signal.STOP.sendToTree(process);
                Await.pause(time);
            } finally {
                Signal.CONT.sendToTree(process);
                scene.noteBack(service);
                scene.note(Phase.OK, service.label() + " serves again", "");
            }
        }

        @Override
        public String toString() {
            return "freeze %s for %d s".formatted(service.label(), time.toSeconds());
        }
    }

    /// Bad weather between the nodes and a server.
    record Backend(Service service, Weather weather, Duration time) implements Fault {
        @Override
        public void strike(Scene scene) {
            var proxy = scene.bed().before(service);
            scene.note(Phase.INVOKE, toString(), "");
            scene.noteAway(service);
            try {
                proxy.weather(weather);
                Await.pause(time);
            } finally {
                proxy.weather(Weather.CLEAR);
                scene.noteBack(service);
                scene.note(Phase.OK, service.label() + " can be reached again", "");
            }
        }

        @Override
        public String toString() {
            return "%s before %s for %d s".formatted(name(weather), service.label(), time.toSeconds());
        }
    }

    /// Bad weather between clients' sockets and one node.
    record Gateway(Weather weather, Duration time) implements Fault {
        @Override
        public void strike(Scene scene) {
            var node = scene.find(Victim.RANDOM);
            var proxy = scene.bed().gateway(node);
            scene.note(Phase.INVOKE, toString(), node.name());
            try {
                proxy.weather(weather);
                Await.pause(time);
            } finally {
                proxy.weather(Weather.CLEAR);
                scene.note(Phase.OK, "clear", node.name());
            }
        }

        @Override
        public String toString() {
            return "%s before a node's sockets for %d s".formatted(name(weather), time.toSeconds());
        }
    }

    /// Every socket of every client is reset at once.
    record ResetSockets() implements Fault {
        @Override
        public void strike(Scene scene) {
            scene.note(Phase.INVOKE, toString(), "");
            scene.bed().resetSockets();
        }

        @Override
        public String toString() {
            return "reset all sockets";
        }
    }

    // Who has been given up must not stay.
    private static void endOf(Node node, Scene scene) {
        try {
            Testbed.awaitEnd(node, Freeze.ENDS_WITHIN);
            scene.note(Phase.OK, Checker.LEFT, node.name());
        } catch (IllegalStateException stays) {
            scene.note(Phase.FAIL, Checker.LEFT, node.name());
        }
    }

    private static String name(Weather weather) {
        return weather.getClass()
                .getSimpleName()
                .replaceAll("(?<=.)([A-Z])", " $1")
                .toLowerCase(Locale.ROOT);
    }
}
