package social.nova.planted.first;

import social.nova.planted.second.Egg;

public record Hen(Egg egg) {}
