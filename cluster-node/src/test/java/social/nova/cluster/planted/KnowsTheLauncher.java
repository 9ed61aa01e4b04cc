package social.nova.cluster.planted;

import social.nova.deploy.host.DataDirectory;

record KnowsTheLauncher(DataDirectory value) {}
