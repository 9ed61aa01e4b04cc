package social.nova.deploy.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The environment of a node: the user's, what the stack offers, and the node's own place in the cluster, which is the
/// launcher's alone to say.
///
/// @param managementSecret who has it may tell a node that another has ended, or have it make an admin
record NodeEnvironment(
        Map<String, String> user, Map<String, String> secrets, String managementSecret, List<NodeAddress> all) {

    Map<String, String> of(NodeAddress node, Map<String, String> stack) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("APP_ENV", "development");
        environment.putAll(user);
        environment.putAll(stack); // only what the user has no server for
        keepSender(environment);
        environment.putAll(secrets); // only what the user has not set
        environment.put("APP_HOST", node.host());
        environment.put("APP_PORT", Integer.toString(node.ports().api()));
        environment.put("MESSAGING_PORT", Integer.toString(node.ports().messaging()));
        environment.put("SEARCH_PORT", Integer.toString(node.ports().search()));
        environment.put("NOVA_NODE_NAME", node.name());
        environment.put("NOVA_CLUSTER_HOST", node.host());
        environment.put("NOVA_CLUSTER_PORT", Integer.toString(node.ports().cluster()));
        environment.put("NOVA_MANAGEMENT_PORT", Integer.toString(node.ports().management()));
        environment.put("NOVA_MANAGEMENT_SECRET", managementSecret);
        environment.put(
                "NOVA_CLUSTER_CONTACT_POINTS",
                all.stream().map(NodeAddress::management).collect(Collectors.joining(",")));
        environment.put("NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", Integer.toString(majority()));
        return environment;
    }

    /// Who mails come from is the user's to say, also when the stack takes them.
    private void keepSender(Map<String, String> environment) {
        var sender = user.getOrDefault("SMTP_FROM_EMAIL", "");
        if (!sender.isBlank()) {
            environment.put("SMTP_FROM_EMAIL", sender);
        }
    }

    private int majority() {
        return all.size() / 2 + 1;
    }
}
