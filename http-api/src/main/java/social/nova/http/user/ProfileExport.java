package social.nova.http.user;

import akka.stream.javadsl.Source;
import java.util.List;
import social.nova.http.export.ExportPart;
import social.nova.http.user.UserRoutes.Me;
import social.nova.persistence.user.PublicKeyRepository;

/// What a user gets of their profile and their public keys.
public final class ProfileExport {
    private ProfileExport() {}

    public static List<ExportPart> parts(Profiles profiles, PublicKeyRepository keys) {
        return List.of(
                ExportPart.one(
                        "profile.json",
                        user -> Source.completionStage(profiles.own(user)).map(Me::of)),
                ExportPart.many(
                        "public-keys.json",
                        user -> Source.completionStage(keys.of(user, PublicKeyRepository.KEPT))
                                .mapConcat(all -> all)
                                .map(key -> PublicKeyRoutes.KeyView.of(user, key))));
    }
}
