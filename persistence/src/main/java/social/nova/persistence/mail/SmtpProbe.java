package social.nova.persistence.mail;

import akka.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// Whether the mail server greets, and lets Nova in where it has a user. Nothing is sent.
public final class SmtpProbe {
    private static final Duration ALL_OF_IT = Duration.ofSeconds(10);

    private final MailSettings settings;
    private final SSLContext tls;

    public SmtpProbe(MailSettings settings) {
        this(settings, systemsTrust());
    }

    SmtpProbe(MailSettings settings, SSLContext tls) {
        this.settings = settings;
        this.tls = tls;
    }

    /// Fails when the server is not there, does not speak SMTP, refuses the user, or would have the password sent in
    /// clear over a network. Does not block.
    public CompletionStage<Done> ping() {
        var result = new CompletableFuture<Done>();
        Thread.ofVirtual().name("smtp-probe").start(() -> {
            try (var conversation = SmtpConversation.open(settings.server(), tls)) {
                conversation.hello();
                if (settings.login().isPresent()) {
                    conversation.logIn(settings.login().get());
                }
                conversation.quit();
                result.complete(Done.getInstance());
            } catch (IOException e) {
                var what = "%s: %s".formatted(settings.server(), e.getMessage());
                result.completeExceptionally(new UncheckedIOException(what, e));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(ALL_OF_IT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static SSLContext systemsTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }
}
