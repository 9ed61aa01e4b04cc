package social.nova.http.planted;

import com.typesafe.config.Config;

record ReadsConfig(Config config) {}
