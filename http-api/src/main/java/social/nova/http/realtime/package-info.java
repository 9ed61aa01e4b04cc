/// The WebSocket wire: RFC 6455 from the 101 to the close, in one stage per socket.
///
/// Akka HTTP parses and checks the upgrade request; [social.nova.http.realtime.Handshake] answers it and hands the
/// connection's bytes to a [social.nova.http.realtime.SocketStage]. From there:
///
///     client ──bytes──▶ FrameParser ─▶ SocketListener.onText ─▶ (what the socket is for)
///     client ◀──bytes── SocketStage ◀─ bounded queue ◀─ Socket.send(Frame) ◀─ (sessions and hubs)
///
/// Why not Akka HTTP's own WebSocket support: it cannot send a close code of our choice, does not bound a streamed
/// text message, knows nothing of a reader that stalls, and runs four stages where one does.
///
/// What sessions and hubs see is [social.nova.http.realtime.Socket] alone: something that takes an encoded frame, can
/// be full and can be closed. A [social.nova.http.realtime.Frame] is encoded once and shared by every socket it goes
/// to.
///
/// Close codes the server chooses by itself:
///
/// | code | when |
/// |---|---|
/// | 1001 | nothing was received for the idle timeout |
/// | 1002 | the client broke the framing rules |
/// | 1003 | the client sent a binary message |
/// | 1007 | a text or a close reason is not UTF-8 |
/// | 1008 | a message in too many fragments, or never ending |
/// | 1009 | a message above the limit, told from its declared length |
/// | 1011 | a listener threw |
/// | 1013 | the client reads too slowly: its queue is full, or it took nothing for the stall timeout |
@NullMarked
package social.nova.http.realtime;

import org.jspecify.annotations.NullMarked;
