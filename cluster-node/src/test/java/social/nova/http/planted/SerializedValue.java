package social.nova.http.planted;

import java.io.Serializable;

record SerializedValue(int value) implements Serializable {}
