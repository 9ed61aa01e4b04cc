package social.nova.protocols.common;

/// Ciphertext under a user's data key, as it is stored and sent.
///
/// @param content base64 of XChaCha20-Poly1305 ciphertext and tag
/// @param nonce 48 hex characters, unique per sealing
public record Sealed(String content, String nonce) {}
