package social.nova.loadtest.client;

/// A message that was acknowledged.
///
/// @param key under which it was sent
public record Receipt(String key, String id, long sequenceNumber) {}
