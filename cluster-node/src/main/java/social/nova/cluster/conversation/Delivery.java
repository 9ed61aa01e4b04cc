package social.nova.cluster.conversation;

import social.nova.protocols.common.UserId;
import social.nova.protocols.session.Session;

/// The way from a conversation to a member's session. At most once: readers notice and pull what was lost.
@FunctionalInterface
public interface Delivery {
    void tell(UserId member, Session.Command command);
}
