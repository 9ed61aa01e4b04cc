package social.nova.persistence.mail;

/// What a token from a mail is good for. Names are stored: they may not change.
public enum MailPurpose {
    /// Shows that an account's address is its user's own.
    VERIFY_EMAIL,
    /// Makes another address the account's.
    CHANGE_EMAIL,
    RESET_PASSWORD
}
