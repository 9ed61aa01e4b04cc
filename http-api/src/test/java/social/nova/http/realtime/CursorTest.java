package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import social.nova.protocols.conversation.ConversationChanges.Position;

class CursorTest {
    private final Cursor cursor = new Cursor(5);

    @Test
    void takesTheNextChangeAndNoOther() {
        assertThat(send(5)).isFalse();
        assertThat(send(7)).isFalse();
        assertThat(send(6)).isTrue();
        assertThat(send(6)).isFalse();
        assertThat(send(7)).isTrue();
        assertThat(cursor.delivered()).isEqualTo(7);
        assertThat(cursor.behind()).isFalse();
    }

    @Test
    void isBehindUntilItHasReachedTheHighestHeadHeardOf() {
        cursor.heard(7);
        cursor.heard(6);

        assertThat(cursor.behind()).isTrue();
        cursor.advance(6);
        assertThat(cursor.behind()).isTrue();
        cursor.advance(7);
        assertThat(cursor.behind()).isFalse();
    }

    @Test
    void aHeadBelowMeansNothing() {
        cursor.heard(3);

        assertThat(cursor.behind()).isFalse();
    }

    @Test
    void beforeAnythingIsSentAResumeMovesToWhereTheClientIs() {
        cursor.resume(9);
        assertThat(cursor.delivered()).isEqualTo(9);

        cursor.resume(2);
        assertThat(cursor.delivered()).isEqualTo(2);
        assertThat(send(3)).isTrue();
    }

    @Test
    void whatWasSentAboveTheResumedPositionIsNotSentAgain() {
        cursor.advance(6);
        cursor.advance(7);

        cursor.resume(6);

        assertThat(cursor.delivered()).isEqualTo(7);
        assertThat(send(8)).isTrue();
    }

    @Test
    void aResumeBelowEverythingSentStartsAgainBehindIt() {
        cursor.advance(6);

        cursor.resume(4);

        assertThat(send(5)).isTrue();
        assertThat(send(6)).isTrue();
    }

    @Test
    void aResumeAboveEverythingSentGoesOnThere() {
        cursor.advance(6);

        cursor.resume(9);

        assertThat(send(7)).isFalse();
        assertThat(send(10)).isTrue();
    }

    @Test
    void aResumeAsksEvenIfNothingSeemsToBeMissing() {
        cursor.resume(5);

        assertThat(cursor.behind()).isTrue();
        pull(5);
        cursor.syncEnded();
        assertThat(cursor.behind()).isFalse();
    }

    @Test
    void aPositionThatTheClientMadeUpIsPutRight() {
        cursor.resume(1_000);

        pull(7);

        assertThat(cursor.delivered()).isEqualTo(7);
        assertThat(send(8)).isTrue();
    }

    // By a hub, which lacks nothing and does not say it again.
    @Test
    void whatIsHeardWhileAMadeUpPositionIsPutRightIsAskedFor() {
        cursor.resume(1_000);
        cursor.pullStarted();
        cursor.heard(8);
        cursor.syncEnded();

        cursor.pullEnded(7);

        assertThat(cursor.delivered()).isEqualTo(7);
        assertThat(cursor.behind()).isTrue();
    }

    @Test
    void aPositionMadeUpDuringAPullIsPutRightByTheNext() {
        cursor.pullStarted();
        cursor.resume(1_000);

        cursor.pullEnded(7);
        assertThat(cursor.overtaken()).isTrue();
        assertThat(cursor.behind()).isTrue();
        pull(7);

        assertThat(cursor.delivered()).isEqualTo(7);
    }

    @Test
    void aPullThatBeganBeforeTheResumeDoesNotUndoIt() {
        cursor.pullStarted();
        cursor.resume(9);

        cursor.pullEnded(7);

        assertThat(cursor.delivered()).isEqualTo(9);
        assertThat(cursor.behind()).isTrue();
    }

    @Test
    void aSuspicionEndsWithAPullThatBeganAfterIt() {
        cursor.pullStarted();
        cursor.suspect();
        cursor.pullEnded(5);
        assertThat(cursor.behind()).isTrue();

        pull(5);
        assertThat(cursor.behind()).isFalse();
    }

    @Test
    void aPullThatFailedLeavesEverythingToTheNext() {
        cursor.pullStarted();
        cursor.resume(1_000);
        cursor.pullFailed();
        assertThat(cursor.pulling()).isFalse();
        assertThat(cursor.behind()).isTrue();

        pull(7);

        assertThat(cursor.overtaken()).isFalse();
        assertThat(cursor.delivered()).isEqualTo(7);
    }

    @Test
    void whatIsNotShownMakesNoGap() {
        assertThat(cursor.isNext(5, 9)).isTrue();
        assertThat(cursor.isNext(3, 9)).isTrue();
        assertThat(cursor.isNext(6, 9)).isFalse();
    }

    @Test
    void aMessageThatTheClientNamesIsWhereTheConversationSays() {
        cursor.resumeBehindMessage(3);
        assertThat(cursor.isNext(5, 6)).isFalse();
        assertThat(cursor.behind()).isTrue();
        assertThat(cursor.position()).isEqualTo(new Position(3, -1));

        cursor.pullStarted();
        cursor.startsBehind(4);

        assertThat(cursor.delivered()).isEqualTo(4);
        assertThat(cursor.position()).isEqualTo(Position.of(4));
        assertThat(send(5)).isTrue();
    }

    @Test
    void whoJoinedLaterBeginsThere() {
        cursor.heard(20);
        cursor.pullStarted();

        cursor.startsBehind(12);

        assertThat(cursor.delivered()).isEqualTo(12);
        assertThat(send(13)).isTrue();
    }

    private boolean send(long revision) {
        if (!cursor.isNext(revision - 1, revision)) {
            return false;
        }
        cursor.advance(revision);
        return true;
    }

    private void pull(long head) {
        cursor.pullStarted();
        cursor.pullEnded(head);
    }
}
