package social.nova.loadtest.planted;

import social.nova.protocols.common.UserId;

record KnowsAProtocol(UserId value) {}
