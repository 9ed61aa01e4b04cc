package social.nova.persistence.planted;

import social.nova.http.common.Errors;

record KnowsHttp(Errors value) {}
