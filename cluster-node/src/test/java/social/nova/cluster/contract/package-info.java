/// What a running node answers, held against the contract and the table of who may do what.
@NullMarked
package social.nova.cluster.contract;

import org.jspecify.annotations.NullMarked;
