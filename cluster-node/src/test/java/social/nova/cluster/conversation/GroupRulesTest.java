package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.protocols.conversation.ConversationMembers.Role.ADMIN;
import static social.nova.protocols.conversation.ConversationMembers.Role.MEMBER;
import static social.nova.protocols.conversation.ConversationMembers.Role.OWNER;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.ConversationMembers.AddMember;
import social.nova.protocols.conversation.ConversationMembers.ChangeRole;
import social.nova.protocols.conversation.ConversationMembers.Changed;
import social.nova.protocols.conversation.ConversationMembers.GroupCommand;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.Membership;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.RemoveMember;
import social.nova.protocols.conversation.ConversationMembers.Rename;
import social.nova.protocols.conversation.ConversationMembers.Renamed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMembers.RoleChanged;

/// A group whose owner is Alice, in which Bob is an admin, and Carol and Dave are members.
class GroupRulesTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final ActorRef<StatusReply<Changed>> NOBODY =
            ACTORS.<StatusReply<Changed>>createTestProbe().ref();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final UserId CAROL = UserId.of(UUID.randomUUID());
    private static final UserId DAVE = UserId.of(UUID.randomUUID());
    private static final UserId EVE = UserId.of(UUID.randomUUID());
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");

    private final ConversationState group = opened(ConversationType.GROUP)
            .on(new MemberAdded(2, CAROL, MEMBER, ALICE, NOW))
            .on(new MemberAdded(3, DAVE, MEMBER, ALICE, NOW))
            .on(new RoleChanged(4, BOB, ADMIN, ALICE, NOW));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void ownerAndAdminsAddMembersAndOnlyTheOwnerAddsAdmins() {
        assertHappens(add(ALICE, MEMBER), new MemberAdded(5, EVE, MEMBER, ALICE, NOW));
        assertHappens(add(BOB, MEMBER), new MemberAdded(5, EVE, MEMBER, BOB, NOW));
        assertHappens(add(ALICE, ADMIN), new MemberAdded(5, EVE, ADMIN, ALICE, NOW));
        for (var forbidden : List.of(add(CAROL, MEMBER), add(BOB, ADMIN), add(ALICE, OWNER), add(BOB, OWNER))) {
            assertForbidden(forbidden);
        }
    }

    @Test
    void whoIsAMemberIsNotAddedAgain() {
        assertThat(decide(new AddMember(ALICE, DAVE, MEMBER, NOBODY))).isEqualTo(new Decision.IsSo());
        assertThat(decide(new AddMember(ALICE, DAVE, ADMIN, NOBODY)))
                .isEqualTo(new Decision.Refused(ErrorCode.CONFLICT));
    }

    @Test
    void aGroupHasAThousandMembers() {
        for (var n = 5; n <= 1_000; n++) {
            group.on(new MemberAdded(n, UserId.of(UUID.randomUUID()), MEMBER, ALICE, NOW));
        }

        assertThat(group.members()).hasSize(1_000);
        assertThat(decide(add(ALICE, MEMBER))).isEqualTo(new Decision.Refused(ErrorCode.CONFLICT));
    }

    @Test
    void nobodyRemovesWhoIsNotBelowThem() {
        assertHappens(remove(ALICE, BOB), removed(BOB, ALICE, null));
        assertHappens(remove(ALICE, CAROL), removed(CAROL, ALICE, null));
        assertHappens(remove(BOB, CAROL), removed(CAROL, BOB, null));
        for (var forbidden : List.of(remove(BOB, ALICE), remove(CAROL, DAVE), remove(CAROL, BOB), remove(DAVE, EVE))) {
            assertForbidden(forbidden);
        }
        group.on(new RoleChanged(5, CAROL, ADMIN, ALICE, NOW));
        assertForbidden(remove(BOB, CAROL));
    }

    @Test
    void whoIsNotThereIsRemovedAlready() {
        assertThat(decide(remove(BOB, EVE))).isEqualTo(new Decision.IsSo());
    }

    @Test
    void everybodyMayLeave() {
        assertHappens(remove(CAROL, CAROL), removed(CAROL, CAROL, null));
        assertHappens(remove(BOB, BOB), removed(BOB, BOB, null));
    }

    @Test
    void anOwnerIsSucceededByTheOldestAdminOrElseTheOldestMember() {
        assertHappens(remove(ALICE, ALICE), removed(ALICE, ALICE, BOB));

        group.on(new MemberRemoved(5, ALICE, ALICE, BOB, NOW));
        assertThat(role(BOB)).isEqualTo(OWNER);
        assertThat(decide(remove(BOB, BOB)))
                .isEqualTo(new Decision.Happens(new MemberRemoved(6, BOB, BOB, CAROL, NOW)));
    }

    @Test
    void theLastMemberLeavesAGroupWithoutAnybody() {
        group.on(new MemberRemoved(5, BOB, ALICE, null, NOW))
                .on(new MemberRemoved(6, CAROL, ALICE, null, NOW))
                .on(new MemberRemoved(7, DAVE, ALICE, null, NOW));

        assertThat(decide(remove(ALICE, ALICE)))
                .isEqualTo(new Decision.Happens(new MemberRemoved(8, ALICE, ALICE, null, NOW)));
    }

    @Test
    void onlyTheOwnerChangesTheRolesOfOthers() {
        assertHappens(changeRole(ALICE, CAROL, ADMIN), new RoleChanged(5, CAROL, ADMIN, ALICE, NOW));
        assertHappens(changeRole(ALICE, BOB, MEMBER), new RoleChanged(5, BOB, MEMBER, ALICE, NOW));
        assertHappens(changeRole(BOB, BOB, MEMBER), new RoleChanged(5, BOB, MEMBER, BOB, NOW));
        assertThat(decide(changeRole(ALICE, BOB, ADMIN))).isEqualTo(new Decision.IsSo());
        assertThat(decide(changeRole(ALICE, EVE, ADMIN))).isEqualTo(new Decision.Refused(ErrorCode.USER_NOT_FOUND));
        for (var forbidden : List.of(
                changeRole(BOB, CAROL, ADMIN),
                changeRole(BOB, CAROL, OWNER),
                changeRole(BOB, ALICE, MEMBER),
                changeRole(BOB, BOB, OWNER),
                changeRole(CAROL, CAROL, ADMIN),
                changeRole(ALICE, ALICE, MEMBER))) {
            assertForbidden(forbidden);
        }
    }

    @Test
    void whoHandsOwnershipOverIsAnAdminFromThenOn() {
        assertHappens(changeRole(ALICE, CAROL, OWNER), new RoleChanged(5, CAROL, OWNER, ALICE, NOW));

        group.on(new RoleChanged(5, CAROL, OWNER, ALICE, NOW));

        assertThat(role(CAROL)).isEqualTo(OWNER);
        assertThat(role(ALICE)).isEqualTo(ADMIN);
        assertThat(group.roster().all())
                .filteredOn(member -> member.role() == OWNER)
                .hasSize(1);
    }

    @Test
    void ownerAndAdminsRename() {
        var name = new GroupName(new Sealed("name", "0".repeat(48)), BOB);

        assertHappens(new Rename(BOB, name, NOBODY), new Renamed(5, name, NOW));
        assertForbidden(new Rename(CAROL, name, NOBODY));
        group.on(new Renamed(5, name, NOW));
        assertThat(decide(new Rename(BOB, name, NOBODY))).isEqualTo(new Decision.IsSo());
    }

    @Test
    void inADirectConversationNobodyChangesAnything() {
        var direct = opened(ConversationType.DIRECT);
        var name = new GroupName(new Sealed("name", "0".repeat(48)), ALICE);

        for (var change : List.of(
                add(ALICE, MEMBER),
                remove(ALICE, ALICE),
                remove(ALICE, BOB),
                changeRole(ALICE, BOB, ADMIN),
                new Rename(ALICE, name, NOBODY))) {
            assertThat(GroupRules.decide(direct, change, NOW)).isEqualTo(new Decision.Refused(ErrorCode.FORBIDDEN));
        }
    }

    @Test
    void whoComesBackSeesOnlyWhatIsNew() {
        assertThat(Stream.of(BOB, CAROL, DAVE))
                .allSatisfy(user -> assertThat(group.hasMember(user)).isTrue());
        group.on(new MemberRemoved(5, CAROL, ALICE, null, NOW));
        assertThat(group.hasMember(CAROL)).isFalse();
        assertThat(group.shows(CAROL, 1)).isFalse();

        group.on(new MemberAdded(6, CAROL, MEMBER, ALICE, NOW));

        assertThat(group.member(CAROL).map(Member::joined)).contains(6L);
        assertThat(group.members()).containsExactly(ALICE, BOB, DAVE, CAROL);
    }

    private static ConversationState opened(ConversationType type) {
        return ConversationState.EMPTY.on(new Opened(1, type, ALICE, List.of(ALICE, BOB), NOW));
    }

    private Decision decide(GroupCommand change) {
        return GroupRules.decide(group, change, NOW);
    }

    private void assertHappens(GroupCommand change, Event event) {
        assertThat(decide(change)).isEqualTo(new Decision.Happens(event));
    }

    private void assertForbidden(GroupCommand change) {
        assertThat(decide(change)).as(change.toString()).isEqualTo(new Decision.Refused(ErrorCode.FORBIDDEN));
    }

    private Role role(UserId user) {
        return group.roster().all().stream()
                .filter(member -> member.user().equals(user))
                .map(Membership::role)
                .findFirst()
                .orElseThrow();
    }

    private static MemberRemoved removed(UserId user, UserId by, @Nullable UserId successor) {
        return new MemberRemoved(5, user, by, successor, NOW);
    }

    private static GroupCommand add(UserId by, Role role) {
        return new AddMember(by, EVE, role, NOBODY);
    }

    private static GroupCommand remove(UserId by, UserId user) {
        return new RemoveMember(by, user, NOBODY);
    }

    private static GroupCommand changeRole(UserId by, UserId user, Role role) {
        return new ChangeRole(by, user, role, NOBODY);
    }
}
