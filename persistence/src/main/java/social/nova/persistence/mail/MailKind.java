package social.nova.persistence.mail;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The mails that Nova writes. Each has a template of its name among the resources.
///
/// Names are stored: they may not change.
public enum MailKind {
    /// To who has just registered.
    WELCOME(MailPurpose.VERIFY_EMAIL, "/verify-email", Duration.ofHours(24)),
    /// To who asks for that again.
    VERIFY_EMAIL(MailPurpose.VERIFY_EMAIL, "/verify-email", Duration.ofHours(1)),
    RESET_PASSWORD(MailPurpose.RESET_PASSWORD, "/reset-password", Duration.ofHours(1)),
    /// To the new address.
    CONFIRM_NEW_EMAIL(MailPurpose.CHANGE_EMAIL, "/verify-email", Duration.ofHours(1)),
    /// To the old address, once it is old.
    EMAIL_CHANGED,
    PASSWORD_CHANGED,
    SECOND_FACTOR_ENABLED,
    SECOND_FACTOR_DISABLED,
    PROVIDER_LINKED,
    PROVIDER_UNLINKED;

    private final @Nullable MailPurpose purpose;
    private final String path;
    private final Duration validFor;

    /// A link that is good once.
    ///
    /// @param path below the public address
    record Link(MailPurpose purpose, String path, Duration validFor) {}

    MailKind() {
        this.purpose = null;
        this.path = "";
        this.validFor = Duration.ZERO;
    }

    MailKind(MailPurpose purpose, String path, Duration validFor) {
        this.purpose = purpose;
        this.path = path;
        this.validFor = validFor;
    }

    Optional<Link> link() {
        return Optional.ofNullable(purpose).map(known -> new Link(known, path, validFor));
    }

    /// The name of its template.
    String template() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
