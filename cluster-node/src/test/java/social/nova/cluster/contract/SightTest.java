package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Who sees what of whom, at a running node: every read there is, by viewers in every relation, of a public and of a
/// private account.
class SightTest {
    private static final String USERS = "/api/v1/users/";
    private static final String UNKNOWN = "404 USER_NOT_FOUND";

    private enum Viewer {
        ANONYMOUS,
        STRANGER,
        FOLLOWER,
        REQUESTED,
        BLOCKER,
        BLOCKED,
        OWNER
    }

    /// What may be read of somebody, and whether it is a list of theirs.
    private record Thing(String path, boolean isList) {}

    private static final List<Thing> THINGS = List.of(
            new Thing("{id}", false),
            new Thing("by-username/{name}", false),
            new Thing("{id}/public-key", false),
            new Thing("{id}/public-keys", false),
            new Thing("{id}/followers", true),
            new Thing("{id}/following", true));

    private final Map<Viewer, Person> people = new EnumMap<>(Viewer.class);

    @TestFactory
    Stream<DynamicTest> ofAPublicAccountEverybodySeesAllButWhoIsBlocked() {
        var owner = somebody(false);
        return everythingOf(
                owner, (viewer, _) -> viewer == Viewer.BLOCKER || viewer == Viewer.BLOCKED ? UNKNOWN : "200");
    }

    @TestFactory
    Stream<DynamicTest> ofAPrivateAccountOnlyFollowersSeeLists() {
        var owner = somebody(true);
        return everythingOf(owner, (viewer, thing) -> switch (viewer) {
            case BLOCKER, BLOCKED -> UNKNOWN;
            case FOLLOWER, OWNER -> "200";
            case ANONYMOUS, STRANGER, REQUESTED -> thing.isList() ? "403 FORBIDDEN" : "200";
        });
    }

    @Test
    void whoIsBlockedIsMissingAmongMany() {
        var alice = Person.register();
        var bob = Person.register();
        alice.block(bob);

        for (var pair : List.of(List.of(alice, bob), List.of(bob, alice))) {
            var viewer = pair.getFirst();
            var found = get(viewer, "/api/v1/users?ids=%s,%s".formatted(alice.id(), bob.id()));
            assertThat(Person.json(found).path("users").findValuesAsText("id")).containsExactly(viewer.id());
        }
    }

    @Test
    void anAccountThatBecomesPublicHasLetInAllWhoAskedOnceItIsAnswered() {
        var hermit = Person.register();
        hermit.becomePrivate();
        var alice = Person.register();
        follow(alice, hermit);
        assertThat(Case.answer(get(alice, USERS + hermit.id() + "/followers"))).isEqualTo("403 FORBIDDEN");

        var change = "{\"private_account\": false}";
        assertThat(Wire.send(Service.USER, "PATCH", USERS + "me", Person.bearer(hermit.token()), change)
                        .status())
                .isEqualTo(200);

        assertThat(Person.json(get(hermit, USERS + hermit.id() + "/followers"))
                        .path("followers")
                        .findValuesAsText("id"))
                .containsExactly(alice.id());
    }

    private interface Expectation {
        String of(Viewer viewer, Thing thing);
    }

    private Stream<DynamicTest> everythingOf(Person owner, Expectation expected) {
        return Stream.of(Viewer.values())
                .flatMap(viewer -> THINGS.stream()
                        .map(thing -> DynamicTest.dynamicTest(
                                "%s, %s".formatted(viewer, thing.path()),
                                () -> assertThat(Case.answer(get(people.get(viewer), path(owner, thing))))
                                        .isEqualTo(expected.of(viewer, thing)))));
    }

    private Person somebody(boolean isPrivate) {
        var owner = Person.register();
        owner.publishAKey();
        for (var viewer : List.of(Viewer.STRANGER, Viewer.FOLLOWER, Viewer.REQUESTED, Viewer.BLOCKER, Viewer.BLOCKED)) {
            people.put(viewer, Person.register());
        }
        people.put(Viewer.OWNER, owner);
        follow(the(Viewer.FOLLOWER), owner);
        if (isPrivate) {
            owner.becomePrivate();
            follow(the(Viewer.REQUESTED), owner);
        }
        the(Viewer.BLOCKER).block(owner);
        owner.block(the(Viewer.BLOCKED));
        return owner;
    }

    private Person the(Viewer viewer) {
        return Objects.requireNonNull(people.get(viewer));
    }

    private static String path(Person owner, Thing thing) {
        return USERS + thing.path().replace("{id}", owner.id()).replace("{name}", owner.username());
    }

    private static void follow(Person follower, Person followee) {
        var path = USERS + followee.id() + "/follow";
        assertThat(Wire.send(Service.USER, "POST", path, Person.bearer(follower.token()), "")
                        .status())
                .isEqualTo(200);
    }

    private static Exchange get(@Nullable Person viewer, String path) {
        return Wire.send(Service.USER, "GET", path, viewer == null ? Map.of() : Person.bearer(viewer.token()), "");
    }
}
