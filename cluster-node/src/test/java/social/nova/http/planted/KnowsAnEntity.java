package social.nova.http.planted;

import social.nova.cluster.conversation.KeyLookup;

record KnowsAnEntity(KeyLookup value) {}
