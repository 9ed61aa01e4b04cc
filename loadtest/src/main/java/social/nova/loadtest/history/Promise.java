package social.nova.loadtest.history;

/// What Nova promises about messages, as far as a history shows it. The numbers are those of the page "Proving it".
public enum Promise {
    /// An acknowledged message is in the history, with its text, id and sequence number.
    NOT_LOST("I1"),
    /// Every message in the history was sent.
    NOT_INVENTED("I2"),
    /// A message that was sent again under its key is there once.
    NOT_DOUBLED("I3"),
    /// Who sends again is given the same id and sequence number.
    SAME_ANSWER("I4"),
    /// Every node, page, socket and the journal have the same message at a sequence number.
    AGREED("I5"),
    /// Sequence numbers are 1, 2, 3 and so on.
    WITHOUT_GAP("I6"),
    /// What was acknowledged before another was sent has the lower number.
    IN_ORDER("I7"),
    /// A read shows what was acknowledged or read before it began, on any node.
    READS_GROW("I8"),
    /// Every reader on a socket gets every change once and in order, however often it reconnects, and is left with
    /// every message as it stands.
    READER_COMPLETE("I9"),
    /// What was refused is not there.
    REFUSED_IS_ABSENT("I10"),
    /// Who was removed or blocked is shown nothing that was sent afterwards, and what they send is refused.
    OUT_MEANS_OUT("I11"),
    /// The table of messages is what the journal says.
    PROJECTED("I13"),
    /// The journal has no gap, and no writer comes back after another has taken over.
    ONE_WRITER("I16"),
    /// A message stands, on every node, as its last acknowledged edit or deletion left it, and every acknowledged
    /// change is in the journal.
    LAST_CHANGE_STANDS("I17"),
    /// A node that was frozen until the others gave it up acknowledges nothing that was sent afterwards, and ends;
    /// so does one that was asked to end.
    GONE_MEANS_GONE("R11"),
    /// While only something is away that Nova can do without, nobody is answered by a 5xx.
    DISPENSABLE("R12");

    private final String number;

    Promise(String number) {
        this.number = number;
    }

    public String number() {
        return number;
    }
}
