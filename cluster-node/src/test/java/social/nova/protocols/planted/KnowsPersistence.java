package social.nova.protocols.planted;

import social.nova.persistence.common.Database;

record KnowsPersistence(Database value) {}
