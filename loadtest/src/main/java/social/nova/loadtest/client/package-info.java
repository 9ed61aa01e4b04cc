/// Nova's users as their apps are: HTTP, the messaging socket, accounts.
@NullMarked
package social.nova.loadtest.client;

import org.jspecify.annotations.NullMarked;
