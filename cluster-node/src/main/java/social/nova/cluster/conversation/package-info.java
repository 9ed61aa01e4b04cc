/// The conversation's entity, and how what it accepted reaches its members' sessions.
///
///     ConversationEntity ─┬─ MemberDecisions
///                         ├─ SendDecisions ────── KeyLookup: keys that are no longer remembered
///                         ├─ ChangeDecisions ──── MessageLookup: old messages, and all reactions
///                         │     └─ ChangeRules: what may become of a message
///                         └─ ConversationState ── MessageTail, RememberedKeys, Roster
@NullMarked
package social.nova.cluster.conversation;

import org.jspecify.annotations.NullMarked;
