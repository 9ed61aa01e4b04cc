package social.nova.http.oauth;

import akka.stream.javadsl.Source;
import java.time.Instant;
import java.util.List;
import social.nova.http.export.ExportPart;
import social.nova.persistence.account.IdentityRepository;

/// What a user gets of the services they sign in with.
public final class IdentityExport {
    private IdentityExport() {}

    public static List<ExportPart> parts(IdentityRepository identities) {
        return List.of(ExportPart.many(
                "linked-providers.json",
                user -> Source.completionStage(identities.of(user))
                        .mapConcat(linked -> linked.entrySet())
                        .map(each -> new LinkedProvider(each.getKey().id(), each.getValue()))));
    }

    record LinkedProvider(String provider, Instant linkedAt) {}
}
