package social.nova.http.realtime;

import akka.actor.typed.ActorRef;

/// Hands what the stage sees to the actor of a socket.
record ChatListener(ActorRef<ChatSocket.Event> actor) implements SocketListener {
    @Override
    public void onText(String text) {
        actor.tell(new ChatSocket.Text(text));
    }

    @Override
    public void onRoom() {
        actor.tell(new ChatSocket.Room());
    }

    @Override
    public void onReached() {
        actor.tell(new ChatSocket.Reached());
    }

    @Override
    public void onClosed(Closed closed) {
        actor.tell(new ChatSocket.Ended());
    }
}
