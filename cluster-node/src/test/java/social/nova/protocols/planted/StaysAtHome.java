package social.nova.protocols.planted;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;

interface StaysAtHome {
    sealed interface Command {}

    record Ask(ActorRef<Answer> replyTo) implements Command {}

    record Try(ActorRef<StatusReply<Refused>> replyTo) implements Command {}

    record Answer(String text) {}

    record Refused(String reason) {}
}
