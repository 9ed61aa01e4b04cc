package social.nova.media.planted;

import social.nova.persistence.common.Database;

record KnowsPersistence(Database value) {}
