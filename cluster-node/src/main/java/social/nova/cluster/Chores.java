package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.http.account.KeyRotation;
import social.nova.http.account.Revocations;
import social.nova.http.export.Exporter;
import social.nova.http.realtime.ChatRoutes;
import social.nova.persistence.account.LoginAttempts;
import social.nova.persistence.mail.Mailer;

/// What a node does every so often, as long as it lives. Other nodes do the same: none of it needs to be done once
/// only.
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final Duration READ_REVOCATIONS = Duration.ofMillis(500);
    private static final Duration READ_KEYS = Duration.ofSeconds(2);
    private static final Duration SEND_MAILS = Duration.ofSeconds(1);
    private static final Duration FORGET = Duration.ofMinutes(5);
    private static final Duration LOOK_FOR_ARCHIVES = Duration.ofHours(1);

    private final ActorSystem<?> system;

    Chores(ActorSystem<?> system) {
        this.system = system;
    }

    /// Keeps knowing which sessions have ended.
    void hear(Revocations revocations) {
        every(READ_REVOCATIONS, revocations::read);
        forget("revocations", revocations::forgetInTable);
    }

    /// Keeps knowing which key signs, and ends sockets whose key is refused.
    void hear(KeyRotation rotation, ChatRoutes sockets) {
        rotation.onRead(sockets::endAllBut);
        every(READ_KEYS, rotation::read);
        forget("signing keys", rotation::forgetOld);
    }

    void send(Mailer mailer) {
        every(SEND_MAILS, mailer::run);
        every(FORGET, mailer::forget);
    }

    void forget(LoginAttempts attempts) {
        forget("login attempts", attempts::forgetOld);
    }

    void forget(Exporter exporter, InstantSource clock) {
        every(LOOK_FOR_ARCHIVES, () -> {
            var _ = exporter.deleteForgotten(clock.instant()).whenComplete((deleted, failure) -> {
                if (failure != null) {
                    LOG.debug("Archives that are left over are looked for later: {}", failure.getMessage());
                } else if (deleted > 0) {
                    LOG.info("{} archives were left over, and are deleted", deleted);
                }
            });
        });
    }

    private void forget(String what, Supplier<CompletionStage<Integer>> delete) {
        every(FORGET, () -> {
            var _ = delete.get().exceptionally(failure -> {
                LOG.debug("Old {} are forgotten later: {}", what, failure.getMessage());
                return 0;
            });
        });
    }

    private void every(Duration pause, Runnable work) {
        Recurring.every(pause, work, system);
    }
}
