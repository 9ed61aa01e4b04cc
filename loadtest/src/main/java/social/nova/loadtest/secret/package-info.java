/// An example of a client that encrypts end to end: what it sends, Nova cannot read.
///
/// It boxes as libsodium does (`crypto_box_curve25519xchacha20poly1305`), so it understands every client that does. Its
/// counterpart for browsers is in `docs/examples/end-to-end`.
@NullMarked
package social.nova.loadtest.secret;

import org.jspecify.annotations.NullMarked;
