package social.nova.persistence.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.common.Database;
import social.nova.persistence.mail.Mails.Waiting;

/// Sends what waits in `mails`.
///
///     take one ─▶ connect ─▶ make its link's token ─▶ send ─▶ forget ─▶ take the next …
///
/// At least once: who dies after the server took a mail leaves it to be sent again, with a new link that voids
/// the one before. While the server is away mails wait; one of them is tried every time, each ever less often,
/// up to a minute. Each node may have one: a mail is taken by one of them at a time.
public final class Mailer {
    private static final Logger LOG = LoggerFactory.getLogger(Mailer.class);
    private static final int PER_CONNECTION = 20;

    /// Longer than a mail takes over a server that answers at all.
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    private final MailSettings settings;
    private final Mails mails;
    private final MailTokens tokens;
    private final MailTexts texts;
    private final InstantSource clock;
    private final Executor executor = Thread.ofVirtual().name("mailer-", 0)::start;
    private final AtomicBoolean sending = new AtomicBoolean();
    private boolean away;

    /// @param publicUrl where links lead
    public Mailer(MailSettings settings, Database database, URI publicUrl, InstantSource clock) {
        this.settings = settings;
        this.mails = new Mails(database);
        this.tokens = new MailTokens(database);
        this.texts = new MailTexts(publicUrl);
        this.clock = clock;
    }

    /// Sends what is due, elsewhere; a call while that is under way does nothing. To be called every second or so.
    public void run() {
        if (sending.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    while (sendSome()) {
                        LOG.debug("There may be more mails to send");
                    }
                } catch (RuntimeException failure) {
                    LOG.warn("Mails could not be sent, and are tried again: {}", failure.getMessage());
                } finally {
                    sending.set(false);
                }
            });
        }
    }

    /// Deletes tokens that have expired, and mails that nobody could send for days.
    public void forget() {
        executor.execute(() -> {
            try {
                await(tokens.forgetExpired());
                var old = await(mails.forgetOld());
                if (old > 0) {
                    LOG.warn("{} mails could not be sent for days, and are given up", old);
                }
            } catch (RuntimeException failure) {
                LOG.warn("Old mails are forgotten later: {}", failure.getMessage());
            }
        });
    }

    /// Says whether there may be more. Each mail is taken when its turn comes: a node that dies holds up one,
    /// for the time of its lease.
    private boolean sendSome() {
        var next = await(mails.take(LEASE));
        if (next.isEmpty()) {
            return false;
        }
        try (var connection = SmtpConnection.open(settings, clock)) {
            note(null);
            for (var sent = 0; next.isPresent() && sent < PER_CONNECTION; sent++) {
                send(connection, next.get());
                next = sent + 1 < PER_CONNECTION ? await(mails.take(LEASE)) : Optional.empty();
            }
            return true;
        } catch (MessagingException failure) {
            note(failure);
            if (next.isPresent()) {
                postpone(next.get());
            }
            return false;
        }
    }

    private void send(SmtpConnection connection, Waiting mail) throws MessagingException {
        var token = mail.username().isPresent() ? token(mail) : Optional.<String>empty();
        if (token.isPresent()) {
            try {
                connection.send(
                        mail.address(), texts.of(mail.kind(), mail.username().orElseThrow(), token.get()));
            } catch (SendFailedException | AddressException refused) {
                // For good or for now, servers do not say reliably: what is refused for days is given up by its age.
                LOG.warn("The mail server refuses a mail to user {}", mail.user());
                postpone(mail);
                return;
            }
        }
        await(mails.done(mail));
    }

    // Nothing where its link was voided meanwhile: then there is nothing to send.
    private Optional<String> token(Waiting mail) {
        return mail.kind().link().map(link -> await(tokens.issue(mail, link))).orElse(Optional.of(""));
    }

    private void note(@Nullable MessagingException failure) {
        if (failure != null) {
            if (!away) {
                LOG.warn("The mail server is away, mails wait: {}", failure.getMessage());
            }
        } else if (away) {
            LOG.info("The mail server is back");
        }
        away = failure != null;
    }

    private void postpone(Waiting mail) {
        await(mails.postpone(mail, pause(mail.attempts())));
    }

    private static Duration pause(int attempts) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, attempts - 1)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
