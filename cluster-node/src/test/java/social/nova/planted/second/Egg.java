package social.nova.planted.second;

import social.nova.planted.first.Hen;

public record Egg(Hen from) {}
