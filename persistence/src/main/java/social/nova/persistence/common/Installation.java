package social.nova.persistence.common;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;

/// What makes this installation itself: a secret made once, by whichever node came first, and read by all.
///
/// @param idSecret keys the checks in conversation and message ids; changing it would orphan every id ever given out
// Never compared but by its fingerprint.
@SuppressWarnings("ArrayRecordComponent")
public record Installation(byte[] idSecret) {
    private static final int SECRET_BYTES = 32;

    /// Reads the installation's secret, making it first where there is none. Safe when several nodes do it at once.
    public static Installation readOrCreate(Connection connection, SecureRandom random) throws SQLException {
        var fresh = new byte[SECRET_BYTES];
        random.nextBytes(fresh);
        try (var insert = connection.prepareStatement("""
                INSERT INTO installation (only_row, id_secret) VALUES (TRUE, ?) ON CONFLICT DO NOTHING
                """)) {
            insert.setBytes(1, fresh);
            insert.executeUpdate();
        }
        try (var select = connection.prepareStatement("SELECT id_secret FROM installation");
                var found = select.executeQuery()) {
            found.next();
            return new Installation(found.getBytes(1));
        }
    }

    /// Tells two installations apart without telling the secret; nodes compare it before they join one cluster.
    public String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(idSecret);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Installation[" + fingerprint() + "]";
    }
}
