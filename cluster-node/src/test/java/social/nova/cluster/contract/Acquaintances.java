package social.nova.cluster.contract;

import java.util.Map;
import social.nova.protocols.contract.Service;

/// Somebody whose account is private, and people who stand to them in one way each.
///
/// @param friend in a group of the owner's
/// @param group its id
/// @param message of the owner's in it
record Acquaintances(
        Person owner,
        Person other,
        Person blocked,
        Person follower,
        Person moderator,
        Person admin,
        Person friend,
        String group,
        String message) {

    static Acquaintances make() {
        var owner = Person.register();
        owner.becomePrivate();
        owner.publishAKey();
        var friend = Person.register();
        var group = owner.found(friend);
        return new Acquaintances(
                owner,
                Person.register(),
                Person.register(),
                Person.register(),
                Person.moderator(),
                Person.admin(),
                friend,
                group,
                owner.say(group));
    }

    /// Has a person be nobody in particular to the owner.
    Map<String, String> unrelated(Person person) {
        act("DELETE", "/api/v1/users/%s/block".formatted(owner.id()), person);
        act("DELETE", "/api/v1/users/%s/follow".formatted(owner.id()), person);
        return Person.bearer(person.token());
    }

    /// Has a person follow the owner, who lets them in.
    Map<String, String> following(Person person) {
        act("DELETE", "/api/v1/users/%s/block".formatted(owner.id()), person);
        act("POST", "/api/v1/users/%s/follow".formatted(owner.id()), person);
        act("POST", "/api/v1/users/me/follow-requests/%s".formatted(person.id()), owner);
        return Person.bearer(person.token());
    }

    private static void act(String method, String path, Person person) {
        var done = Wire.send(Service.USER, method, path, Person.bearer(person.token()), "");
        if (done.status() >= 300) {
            throw new IllegalStateException(done.toString());
        }
    }
}
