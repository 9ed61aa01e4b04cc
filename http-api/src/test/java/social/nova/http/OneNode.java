package social.nova.http;

import social.nova.protocols.session.Nodes;

/// A cluster of this process alone.
record OneNode() implements Nodes {
    @Override
    public String self() {
        return "this node";
    }

    @Override
    public boolean has(String name) {
        return name.equals(self());
    }
}
