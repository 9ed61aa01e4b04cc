package social.nova.deploy.stack;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// One running server of the stack.
sealed interface EmbeddedService permits PostgresServer, RedisServer, KafkaBroker, ObjectStore, MailServer {

    StackService kind();

    /// Where it listens, `host:port`.
    String address();

    /// The environment variables by which a node finds it.
    Map<String, String> environment();

    /// Completes when the server ends, asked or not; never for one that lives in this process.
    CompletableFuture<?> ended();

    /// Stops it in order, within a few seconds. Its data stays.
    void close();
}
