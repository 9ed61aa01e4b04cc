package social.nova.cluster.contract;

import java.util.Map;
import java.util.UUID;
import social.nova.cluster.TestProviders;

/// The people and things that requests are about.
///
/// @param admin the only one
/// @param export of the owner's data
/// @param conversation of the owner with the friend
record Scene(
        Person owner,
        Person friend,
        Person stranger,
        Person moderator,
        Person admin,
        String conversation,
        String export) {
    static Scene set() {
        var owner = Person.register();
        var friend = Person.register();
        owner.publishAKey();
        return new Scene(
                owner,
                friend,
                Person.register(),
                Person.moderator(),
                Person.admin(),
                owner.talkTo(friend),
                owner.askForExport());
    }

    /// Puts the scene's own in the place of names in braces.
    String fill(String text) {
        var filled = text.replace("{new}", Person.newName());
        if (filled.contains("{refresh_token}")) {
            filled = filled.replace("{refresh_token}", owner.logInAgain().refreshToken());
        }
        if (filled.contains("{login_id}")) {
            var authenticator = Authenticator.of(Person.register());
            filled = filled.replace("{login_id}", authenticator.begin())
                    .replace("{login_code}", authenticator.backupCode());
        }
        if (filled.contains("{provider_token}")) {
            var claims = Map.<String, Object>of("email", Person.newName() + "@example.com", "email_verified", true);
            filled = filled.replace(
                    "{provider_token}",
                    TestProviders.get().token("google", UUID.randomUUID().toString(), claims));
        }
        if (filled.contains("{message_id}")) {
            filled = filled.replace("{message_id}", owner.say(conversation));
        }
        for (var place : Map.of(
                        "{conversation_id}", conversation,
                        "{asset}", "start.js",
                        "{provider}", "facebook",
                        "{session_id}", owner.session(),
                        "{owner}", owner.id(),
                        "{user_id}", owner.id(),
                        "{username}", owner.username(),
                        "{export_id}", export,
                        "{owner_email}", owner.email(),
                        "{friend}", friend.id())
                .entrySet()) {
            filled = filled.replace(place.getKey(), place.getValue());
        }
        return filled;
    }
}
