package social.nova.http.planted;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

record Guesses() {
    Instant now() {
        return Instant.now();
    }

    long millis() {
        return System.currentTimeMillis();
    }

    UUID id() {
        return UUID.randomUUID();
    }

    Supplier<UUID> ids() {
        return UUID::randomUUID;
    }

    Random random() {
        return new Random();
    }

    double chance() {
        return Math.random();
    }
}
