package social.nova.deploy.planted;

import social.nova.protocols.common.UserId;

record KnowsAProtocol(UserId value) {}
