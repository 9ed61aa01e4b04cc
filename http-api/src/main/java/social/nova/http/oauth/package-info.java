/// Signing in by another service: its tokens, and whose its identities are.
@NullMarked
package social.nova.http.oauth;

import org.jspecify.annotations.NullMarked;
