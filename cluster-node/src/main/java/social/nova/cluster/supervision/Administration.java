package social.nova.cluster.supervision;

import akka.actor.ActorSystem;
import akka.actor.setup.Setup;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import social.nova.http.account.AdminCreation;

/// What whoever runs a node may have it do, once the node is put together.
///
/// Part of the actor system's set-up, because the routes of management are made by Akka, which hands them nothing else.
public final class Administration extends Setup {
    private final AtomicReference<@Nullable AdminCreation> admins = new AtomicReference<>();

    static Optional<Administration> of(ActorSystem system) {
        return system.settings().setup().get(Administration.class);
    }

    /// To be called when accounts can be made here.
    public void open(AdminCreation creation) {
        admins.set(creation);
    }

    Optional<AdminCreation> admins() {
        return Optional.ofNullable(admins.get());
    }
}
