package social.nova.http.planted;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

record Serializes(InputStream input) {
    Object read() throws IOException, ClassNotFoundException {
        try (var objects = new ObjectInputStream(input)) {
            return objects.readObject();
        }
    }
}
