package social.nova.cluster.journal;

import java.util.Map;
import java.util.TreeMap;
import social.nova.cluster.conversation.ConversationExamples;
import social.nova.cluster.user.IdentityExamples;
import social.nova.cluster.user.SecondFactorExamples;
import social.nova.cluster.user.UserExamples;
import social.nova.protocols.common.Journaled;

/// What each golden file must be read as, by the file's name.
final class JournalExamples {
    static final Map<String, Journaled> ALL = all();

    private JournalExamples() {}

    private static Map<String, Journaled> all() {
        var all = new TreeMap<String, Journaled>(ConversationExamples.JOURNALED);
        all.putAll(UserExamples.JOURNALED);
        all.putAll(SecondFactorExamples.JOURNALED);
        all.putAll(IdentityExamples.JOURNALED);
        return all;
    }
}
