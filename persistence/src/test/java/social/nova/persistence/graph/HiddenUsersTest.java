package social.nova.persistence.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.graph.TestUsers.get;
import static social.nova.persistence.graph.TestUsers.makePrivate;
import static social.nova.persistence.graph.TestUsers.relation;
import static social.nova.persistence.graph.TestUsers.someone;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.UserListRepository.Entry;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.persistence.graph.UserListRepository.Window;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Whoever blocks whom, each place where one of the two would meet the other leaves them out, and no other does.
class HiddenUsersTest {
    private static final Window ALL = new Window(100, 0);
    private static final Database DATABASE = TestDatabase.get();
    private static final BlockRepository BLOCKS = new BlockRepository(DATABASE);
    private static final FollowRepository FOLLOWS = new FollowRepository(DATABASE);
    private static final MuteRepository MUTES = new MuteRepository(DATABASE);
    private static final UserListRepository LISTS = new UserListRepository(DATABASE);
    private static final SuggestionRepository SUGGESTIONS = new SuggestionRepository(DATABASE);

    /// What is between the viewer and the other.
    private enum Between {
        NOTHING(false),
        VIEWER_BLOCKS(true),
        OTHER_BLOCKS(true),
        BOTH_BLOCK(true),
        BLOCK_ENDED(false),
        ONE_OF_TWO_BLOCKS_ENDED(true),
        OTHER_BLOCKS_SOMEBODY_ELSE(false);

        private final boolean hides;

        Between(boolean hides) {
            this.hides = hides;
        }

        void become(Three all) throws Exception {
            switch (this) {
                case NOTHING -> {}
                case VIEWER_BLOCKS -> get(BLOCKS.block(all.viewer(), all.other()));
                case OTHER_BLOCKS -> get(BLOCKS.block(all.other(), all.viewer()));
                case BOTH_BLOCK -> {
                    VIEWER_BLOCKS.become(all);
                    OTHER_BLOCKS.become(all);
                }
                case BLOCK_ENDED -> {
                    VIEWER_BLOCKS.become(all);
                    get(BLOCKS.unblock(all.viewer(), all.other()));
                }
                case ONE_OF_TWO_BLOCKS_ENDED -> {
                    BOTH_BLOCK.become(all);
                    get(BLOCKS.unblock(all.viewer(), all.other()));
                }
                case OTHER_BLOCKS_SOMEBODY_ELSE -> get(BLOCKS.block(all.other(), someone()));
            }
        }
    }

    /// Where the viewer may meet the other.
    private enum Place {
        RELATION {
            @Override
            boolean meets(Three all) throws Exception {
                return !relation(all.viewer(), all.other()).hidden();
            }
        },
        FOLLOWERS_OF_A_THIRD {
            @Override
            boolean meets(Three all) throws Exception {
                return isListed(Kind.FOLLOWERS, all.third(), all);
            }
        },
        WHOM_A_THIRD_FOLLOWS {
            @Override
            boolean meets(Three all) throws Exception {
                return isListed(Kind.FOLLOWING, all.third(), all);
            }
        },
        WHO_IS_MUTED {
            @Override
            boolean meets(Three all) throws Exception {
                return isListed(Kind.MUTED, all.viewer(), all);
            }
        },
        WHO_IS_MUTED_IN_AN_EXPORT {
            @Override
            boolean meets(Three all) throws Exception {
                return get(LISTS.entries(Kind.MUTED, all.viewer(), Long.MAX_VALUE, 10)).stream()
                        .map(Entry::user)
                        .anyMatch(all.other()::equals);
            }
        },
        SUGGESTIONS_BY_FRIENDS {
            @Override
            boolean meets(Three all) throws Exception {
                return get(SUGGESTIONS.friendsOfFriends(all.suggested(), 100)).stream()
                        .anyMatch(suggested -> suggested.user().equals(all.other()));
            }
        },
        FOLLOWING {
            @Override
            boolean meets(Three all) throws Exception {
                return isLetDo(FOLLOWS.follow(all.viewer(), all.other()));
            }
        },
        UNFOLLOWING {
            @Override
            boolean meets(Three all) throws Exception {
                return isLetDo(FOLLOWS.unfollow(all.viewer(), all.other()));
            }
        },
        LETTING_IN {
            @Override
            boolean meets(Three all) throws Exception {
                return isLetDo(FOLLOWS.accept(all.viewer(), all.other()));
            }
        },
        DECLINING {
            @Override
            boolean meets(Three all) throws Exception {
                return isLetDo(FOLLOWS.decline(all.viewer(), all.other()));
            }
        },
        MUTING {
            @Override
            boolean meets(Three all) throws Exception {
                return isLetDo(MUTES.mute(all.viewer(), all.other()));
            }
        },
        UNMUTING {
            @Override
            boolean meets(Three all) throws Exception {
                return isLetDo(MUTES.unmute(all.viewer(), all.other()));
            }
        };

        abstract boolean meets(Three all) throws Exception;
    }

    /// The viewer has muted the other; the third follows and is followed by the other.
    private record Three(UserId viewer, UserId other, UserId third) {
        static Three make() throws Exception {
            var all = new Three(someone(), someone(), someone());
            makePrivate(all.viewer(), true);
            get(FOLLOWS.follow(all.third(), all.other()));
            get(FOLLOWS.follow(all.other(), all.third()));
            get(MUTES.mute(all.viewer(), all.other()));
            return all;
        }

        /// Who is muted is never suggested: the viewer as they are without that.
        UserId suggested() throws Exception {
            get(FOLLOWS.follow(viewer, third));
            get(DATABASE.query(connection -> Statements.update(
                    connection, "DELETE FROM mutes WHERE muter_id = ? AND muted_id = ?", viewer, other)));
            return viewer;
        }
    }

    @TestFactory
    Stream<DynamicTest> whoIsHiddenIsMetNowhere() {
        return Stream.of(Between.values())
                .flatMap(between -> Stream.of(Place.values())
                        .map(place -> DynamicTest.dynamicTest("%s at %s".formatted(between, place), () -> {
                            var all = Three.make();
                            between.become(all);
                            assertThat(place.meets(all)).isEqualTo(!between.hides);
                        })));
    }

    private static boolean isListed(Kind kind, UserId of, Three all) throws Exception {
        var page = get(LISTS.page(kind, of, Optional.of(all.viewer()), ALL));
        var listed = page.users().stream().map(Card::id).anyMatch(all.other()::equals);
        assertThat(page.total())
                .as("nobody is counted who is not shown")
                .isEqualTo(page.users().size());
        return listed;
    }

    private static boolean isLetDo(CompletionStage<?> action) throws Exception {
        return get(action.handle((_, failure) -> {
            if (failure != null) {
                assertThat(ErrorCode.of(failure)).contains(ErrorCode.USER_NOT_FOUND);
            }
            return failure == null;
        }));
    }
}
