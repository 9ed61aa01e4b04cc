package social.nova.loadtest.history;

/// The figures of a history.
///
/// @param sent messages that were sent, each counted once
/// @param acknowledged of these, durable by Nova's word
/// @param refused of these, for good
/// @param unknown of these, without any answer in the end
/// @param appeared of the unknown ones, there in the end
/// @param retried of the acknowledged ones, sent more than once
/// @param reads of heads that were answered
/// @param changed edits, deletions, reactions and read marks that were acknowledged
public record Counts(
        long sent,
        long acknowledged,
        long refused,
        long unknown,
        long appeared,
        long retried,
        long reads,
        long changed) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(
                sent + other.sent,
                acknowledged + other.acknowledged,
                refused + other.refused,
                unknown + other.unknown,
                appeared + other.appeared,
                retried + other.retried,
                reads + other.reads,
                changed + other.changed);
    }
}
