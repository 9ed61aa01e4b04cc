package social.nova.http.planted;

record Prints(String text) {
    void out() {
        System.out.println(text);
    }

    void err() {
        System.err.println(text);
    }
}
