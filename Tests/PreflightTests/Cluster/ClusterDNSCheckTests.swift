import Preflight
import Testing

@Suite struct ClusterDNSCheckTests {
    static let facts = """
        objects/services:
          - {metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}, spec: {ports: [{port: 53}]}}
          - {metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
        objects/endpointslices.discovery.k8s.io:
          - metadata: {name: kube-dns-1, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
            addressType: IPv4
            endpoints: [{conditions: {ready: true}}, {conditions: {ready: true}}]
        objects/deployments.apps:
          - {metadata: {name: coredns, namespace: kube-system, labels: {k8s-app: kube-dns}}, spec: {replicas: 2}}

        """

    static let scenarios: [Scenario] = [
        Scenario(
            "pods answer", facts: facts, verdict: "pass", says: ["2 pods answer for names behind kube-system/kube-dns"]),
        Scenario(
            "one of two answers",
            facts: facts.with(Edit("{conditions: {ready: true}}, {", "{conditions: {ready: false}}, {")),
            verdict: "pass", says: ["1 pods answer"]),
        Scenario(
            "none is ready", facts: facts.with(.noPodReady), verdict: "fail",
            says: ["none of 2 pods is ready behind kube-system/kube-dns", "kubectl describe pods -n kube-system"]),
        Scenario(
            "none is there, though some should be", facts: facts.with(.noPods), verdict: "fail",
            says: ["no pod is ready behind kube-system/kube-dns"]),
        Scenario(
            "none is there, and none should be", facts: facts.with(.noPods, Edit("replicas: 2", "replicas: 0")),
            verdict: "warn", says: ["no pod is behind kube-system/kube-dns; names must be answered for outside"]),
        Scenario(
            "none is there, and no Deployment is known",
            facts: facts.with(
                .noPods, Edit("k8s-app: kube-dns}}, spec: {replicas", "k8s-app: other}}, spec: {replicas"),
                Edit("name: coredns", "name: dns")), verdict: "warn", says: ["outside of the cluster"]),
        Scenario(
            "there is no such Service",
            facts: facts.with(
                Edit(
                    "name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}",
                    "name: other, namespace: kube-system")), verdict: "warn",
            says: ["there is no Service that is known to answer"]),
        Scenario(
            "it is known by its label",
            facts: facts.with(
                Edit("name: kube-dns, namespace", "name: rke2-coredns, namespace"),
                Edit("service-name: kube-dns", "service-name: rke2-coredns")), verdict: "pass",
            says: ["kube-system/rke2-coredns"]),
        Scenario(
            "it is known by its place",
            facts: facts.with(
                Edit(
                    "name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}",
                    "name: dns-default, namespace: openshift-dns"),
                Edit(
                    "name: kube-dns-1, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}",
                    "name: d, namespace: openshift-dns, labels: {kubernetes.io/service-name: dns-default}")),
            verdict: "pass", says: ["openshift-dns/dns-default"]),
        Scenario(
            "a second one stands empty",
            facts: facts.with(
                Edit(
                    "  - {metadata: {name: web",
                    """
                      - {metadata: {name: coredns, namespace: kube-system}, spec: {ports: [{port: 53}]}}
                      - {metadata: {name: web
                    """)), verdict: "pass", says: ["2 pods answer for names behind kube-system/kube-dns"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "cluster-dns")
    }
}
