/// Holds what is seen on the wire against the contract. Other modules' tests use it too.
@NullMarked
package social.nova.protocols.contract;

import org.jspecify.annotations.NullMarked;
