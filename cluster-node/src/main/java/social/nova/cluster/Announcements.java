package social.nova.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.pubsub.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import social.nova.protocols.user.Announcement;

/// Tells every node of the cluster what each must know at once, and hears it: also what this node says itself.
///
/// At most once. A node that has just come, or cannot be reached, hears nothing: listeners read what they missed
/// elsewhere.
final class Announcements {
    private final ActorRef<Topic.Command<Announcement>> topic;
    private final List<Consumer<Announcement>> listeners = new CopyOnWriteArrayList<>();

    Announcements(ActorSystem<?> system) {
        this.topic =
                system.systemActorOf(Topic.create(Announcement.class, "announcements"), "announcements", Props.empty());
        var ears = system.systemActorOf(
                Behaviors.<Announcement>receiveMessage(heard -> {
                    listeners.forEach(listener -> listener.accept(heard));
                    return Behaviors.same();
                }),
                "announcement-listener",
                Props.empty());
        topic.tell(Topic.subscribe(ears));
    }

    void tell(Announcement announcement) {
        topic.tell(Topic.publish(announcement));
    }

    /// @param listener called by one thread at a time; must neither block nor throw
    void listen(Consumer<Announcement> listener) {
        listeners.add(listener);
    }
}
