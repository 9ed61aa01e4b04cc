package social.nova.http.graph;

import social.nova.http.common.Parameters;
import social.nova.http.common.Validation;
import social.nova.http.routing.Call;
import social.nova.protocols.common.UserId;

/// Whom a request is about.
final class People {
    private static final String USER_ID = "user_id";

    private People() {}

    /// The user in the path.
    static UserId named(Call call) {
        return Parameters.user(USER_ID, call.path(USER_ID));
    }

    /// The user in the path, who must not be the caller.
    static UserId other(Call call) {
        var user = named(call);
        new Validation()
                .check(!user.equals(call.caller().user()), USER_ID, "must be somebody else")
                .orRefuse();
        return user;
    }
}
