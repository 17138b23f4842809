import Preflight
import Testing

@Suite struct WebhooksCheckTests {
    static let facts = ClusterFixture.webhooks

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "two pods are ready behind the webhook", facts: facts, want: wanted, verdict: "pass",
            says: ["1 of 1 webhooks", "have ready pods"]),
        Scenario(
            "F24 no pod is ready", facts: facts.with(.noPodReady), want: wanted, verdict: "fail",
            says: [
                "policy.test stops what is wanted", "none of the 2 pods behind its Service policy/hook is ready",
                "takes part in", "pods in models", "bring the pods behind it up",
                "kubectl delete validatingwebhookconfiguration policy.test",
            ]),
        Scenario(
            "one of two pods is not ready",
            facts: facts.with(Edit("{conditions: {ready: true}}, {", "{conditions: {ready: false}}, {")), want: wanted,
            verdict: "warn", says: ["one pod alone"]),
        Scenario(
            "no pod is there", facts: facts.with(.noPods), want: wanted, verdict: "fail",
            says: ["no pod is behind its Service policy/hook"]),
        Scenario(
            "pods are behind a stranger's Service alone",
            facts: facts.with(Edit("service-name: hook}", "service-name: other}")), want: wanted, verdict: "fail",
            says: ["no pod is behind its Service policy/hook"]),
        Scenario(
            "F23 the Service is gone",
            facts: facts.with(Edit("name: hook, namespace: policy}, spec", "name: hook, namespace: other}, spec")),
            want: wanted, verdict: "fail", says: ["its Service policy/hook does not exist", "pods in models"]),
        Scenario(
            "F23 the namespace of the Service is gone", facts: facts.with(Edit("  - {metadata: {name: policy}}\n", "")),
            want: wanted, verdict: "fail", says: ["the namespace of its Service policy/hook does not exist"]),
        Scenario(
            "the Service has another port", facts: facts.with(Edit("[{port: 443}]", "[{port: 8443}]")), want: wanted,
            verdict: "fail", says: ["has no port 443"]),
        Scenario(
            "no port is named where 443 is meant", facts: facts.with(Edit("name: hook, port: 443}", "name: hook}")),
            want: wanted, verdict: "pass", says: ["have ready pods"]),
        Scenario(
            "no port is named and the Service has another",
            facts: facts.with(Edit("name: hook, port: 443}", "name: hook}"), Edit("[{port: 443}]", "[{port: 8443}]")),
            want: wanted, verdict: "fail", says: ["has no port 443"]),
        Scenario(
            "F25 the authority is missing",
            facts: facts.with(Edit("          caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==\n", "")), want: wanted,
            verdict: "fail", says: ["its caBundle is empty"]),
        Scenario(
            "F25 the authority is a blank", facts: facts.with(Edit("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "Cg==")),
            want: wanted, verdict: "fail", says: ["its caBundle is empty"]),
        Scenario(
            "F25 the authority is no certificate",
            facts: facts.with(Edit("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "aGVsbG8=")), want: wanted,
            verdict: "fail", says: ["its caBundle holds no certificate"]),
        Scenario(
            "F25 the authority is no base64",
            facts: facts.with(Edit("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "'%%%'")), want: wanted, verdict: "fail",
            says: ["its caBundle holds no certificate"]),
        Scenario(
            "F25 the authority is to be put in by cert-manager",
            facts: facts.with(
                Edit("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "Cg=="),
                Edit(
                    "{name: policy.test}",
                    "{name: policy.test, annotations: {cert-manager.io/inject-ca-from: policy/hook-cert}}")),
            want: wanted, verdict: "fail", says: ["its authority comes from policy/hook-cert"]),
        Scenario(
            "it leaves the wanted namespaces out",
            facts: facts.with(
                .noPodReady, Edit("namespaceSelector: {}", "namespaceSelector: {matchLabels: {team: other}}")),
            want: wanted, verdict: "warn", says: ["policy.test cannot be asked", "nothing that is known to be wanted"]),
        Scenario(
            "it takes the wanted namespace by its labels",
            facts: facts.with(
                .noPodReady, Edit("namespaceSelector: {}", "namespaceSelector: {matchLabels: {team: ml}}")),
            want: wanted, verdict: "fail", says: ["pods in models"]),
        Scenario(
            "it takes a namespace that is not there yet by its name",
            facts: facts.with(
                .noPodReady,
                Edit(
                    "namespaceSelector: {}",
                    "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: dynamo-system}}")), want: wanted,
            verdict: "fail", says: ["pods in dynamo-system"]),
        Scenario(
            "it leaves the wanted namespaces out by their names",
            facts: facts.with(
                .noPodReady,
                Edit(
                    "namespaceSelector: {}",
                    "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [models, dynamo-system]}]}"
                )), want: wanted, verdict: "warn", says: ["nothing that is known to be wanted"]),
        Scenario(
            "it takes namespaces that have a label",
            facts: facts.with(
                .noPodReady,
                Edit("namespaceSelector: {}", "namespaceSelector: {matchExpressions: [{key: team, operator: Exists}]}")),
            want: wanted, verdict: "fail", says: ["pods in models"]),
        Scenario(
            "its selector of namespaces is none that is known",
            facts: facts.with(
                .noPodReady,
                Edit("namespaceSelector: {}", "namespaceSelector: {matchExpressions: [{key: team, operator: Near}]}")),
            want: wanted, verdict: "warn"),
        Scenario(
            "it takes part only in what has a label",
            facts: facts.with(
                .noPodReady, Edit("objectSelector: {}", "objectSelector: {matchLabels: {inject: yes-please}}")),
            want: wanted, verdict: "warn", says: ["nothing that is known to be wanted"]),
        Scenario(
            "it takes part in what has not a label",
            facts: facts.with(
                .noPodReady,
                Edit("objectSelector: {}", "objectSelector: {matchExpressions: [{key: skip, operator: DoesNotExist}]}")),
            want: wanted, verdict: "fail", says: ["pods in models"]),
        Scenario(
            "it has conditions of its own",
            facts: facts.with(
                .noPodReady, Edit("objectSelector: {}", "objectSelector: {}\n        matchConditions: [{name: some}]")),
            want: wanted, verdict: "warn", says: ["nothing that is known to be wanted"]),
        Scenario(
            "it takes part in what nobody wants",
            facts: facts.with(.noPodReady, Edit("resources: [pods]", "resources: [ingresses]")), want: wanted,
            verdict: "warn", says: ["nothing that is known to be wanted"]),
        Scenario(
            "it takes part in the use of pods alone",
            facts: facts.with(.noPodReady, Edit("resources: [pods]", "resources: [pods/exec]")), want: wanted,
            verdict: "warn"),
        Scenario(
            "it takes part in pods and all below them",
            facts: facts.with(.noPodReady, Edit("resources: [pods]", "resources: [pods/*]")), want: wanted,
            verdict: "fail", says: ["pods in models"]),
        Scenario(
            "it takes part in everything",
            facts: facts.with(
                .noPodReady, Edit("apiGroups: ['']", "apiGroups: ['*']"),
                Edit("resources: [pods]", "resources: ['*/*']"), Edit("operations: [CREATE]", "operations: ['*']")),
            want: wanted, verdict: "fail", says: ["pods, deployments.apps, services", "graphs.nvidia.com in models"]),
        Scenario(
            "it takes part in deletions alone",
            facts: facts.with(.noPodReady, Edit("operations: [CREATE]", "operations: [DELETE]")), want: wanted,
            verdict: "warn"),
        Scenario(
            "it takes part in what stands outside of namespaces alone",
            facts: facts.with(.noPodReady, Edit("scope: '*'", "scope: Cluster")), want: wanted, verdict: "warn"),
        Scenario(
            "it takes part in the making of wanted custom resources",
            facts: facts.with(.noPodReady, .ofCustomGroup, .ofCustomResource), want: wanted, verdict: "fail",
            says: ["graphs.nvidia.com in models"]),
        Scenario(
            "it takes part in the making of CRDs, and none is made",
            facts: facts.with(
                .noPodReady, Edit("apiGroups: ['']", "apiGroups: [apiextensions.k8s.io]"),
                Edit("resources: [pods]", "resources: [customresourcedefinitions]")), want: wanted, verdict: "warn"),
        Scenario(
            "it takes part in the making of CRDs that come",
            facts: facts.with(
                .noPodReady, Edit("apiGroups: ['']", "apiGroups: [apiextensions.k8s.io]"),
                Edit("resources: [pods]", "resources: [customresourcedefinitions]")), want: wanted.with(.installed),
            verdict: "fail", says: ["customresourcedefinitions.apiextensions.k8s.io"]),
        Scenario(
            "it takes part in the making of a namespace that is wanted",
            facts: facts.with(.noPodReady, Edit("resources: [pods]", "resources: [namespaces]")), want: wanted,
            verdict: "fail", says: ["it takes part in namespaces"]),
        Scenario(
            "the namespaces that are wanted are there",
            facts: facts.with(
                .noPodReady, Edit("resources: [pods]", "resources: [namespaces]"),
                Edit("  - {metadata: {name: kube-system}}", "  - {metadata: {name: dynamo-system}}")), want: wanted,
            verdict: "warn"),
        Scenario(
            "failures are ignored",
            facts: facts.with(.noPodReady, Edit("failurePolicy: Fail", "failurePolicy: Ignore")), want: wanted,
            verdict: "pass", says: ["0 of 1"]),
        Scenario(
            "it is asked outside of the cluster",
            facts: facts.with(
                Edit("service: {namespace: policy, name: hook, port: 443}", "url: https://hook.example.com/admit")),
            want: wanted, verdict: "pass", says: ["1 are outside of the cluster"]),
        Scenario(
            "its Service is a name of somewhere else", facts: facts.with(Edit("type: ClusterIP", "type: ExternalName")),
            want: wanted, verdict: "pass", says: ["1 are outside of the cluster"]),
        Scenario(
            "it changes what it takes part in",
            facts: facts.with(
                .noPodReady,
                Edit("objects/mutatingwebhookconfigurations.admissionregistration.k8s.io: []\n", "OTHER\n"),
                Edit(
                    "objects/validatingwebhookconfigurations.admissionregistration.k8s.io:",
                    "objects/mutatingwebhookconfigurations.admissionregistration.k8s.io:"),
                Edit("OTHER\n", "objects/validatingwebhookconfigurations.admissionregistration.k8s.io: []\n")),
            want: wanted, verdict: "fail", says: ["kubectl delete mutatingwebhookconfiguration policy.test"]),
        Scenario(
            "an operator's own, which is to be installed",
            facts: facts.with(
                .noPodReady, .inOperatorsNamespace, .withOperatorsNamespace, .ofCustomGroup, .ofCustomResource),
            want: wanted.with(.installed), verdict: "warn",
            says: ["dynamo-platform is to be installed, and until it runs", "go on"]),
        Scenario(
            "an operator's own, which should run",
            facts: facts.with(
                .noPodReady, .inOperatorsNamespace, .withOperatorsNamespace, .ofCustomGroup, .ofCustomResource),
            want: wanted, verdict: "fail",
            says: ["bring dynamo-platform up (groundcrew status)", "graphs.nvidia.com in models"]),
        Scenario(
            "an operator's own, which keeps its own pods away",
            facts: facts.with(.noPodReady, .inOperatorsNamespace, .withOperatorsNamespace),
            want: wanted.with(.installed), verdict: "fail", says: ["pods in dynamo-system"]),
        Scenario(
            "an operator's own by its release",
            facts: facts.with(
                .noPodReady, .ofCustomGroup, .ofCustomResource,
                Edit(
                    "{name: policy.test}",
                    "{name: policy.test, annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}}"
                )), want: wanted.with(.installed), verdict: "warn", says: ["dynamo-platform is to be installed"]),
        Scenario(
            "of a release that is called like an operator, in another namespace",
            facts: facts.with(
                .noPodReady, .ofCustomGroup, .ofCustomResource,
                Edit(
                    "{name: policy.test}",
                    "{name: policy.test, annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: other}}"
                )), want: wanted.with(.installed), verdict: "fail", says: ["graphs.nvidia.com in models"]),
        Scenario(
            "R12 one replica behind a fail-closed webhook",
            facts: facts.with(Edit(", {conditions: {ready: true}}]", "]")), want: wanted, verdict: "warn",
            says: ["one pod alone stands behind policy.test (policy/hook)", "two replicas or more"]),
        Scenario(
            "R12 one replica with addresses of both families",
            facts: facts.with(
                Edit(
                    ", {conditions: {ready: true}}]",
                    """
                    ]
                      - metadata: {name: hook-2, namespace: policy, labels: {kubernetes.io/service-name: hook}}
                        addressType: IPv6
                        endpoints: [{conditions: {ready: true}}]
                    """)), want: wanted, verdict: "warn", says: ["one pod alone"]),
        Scenario(
            "pods in two slices",
            facts: facts.with(
                Edit(
                    ", {conditions: {ready: true}}]",
                    """
                    ]
                      - metadata: {name: hook-2, namespace: policy, labels: {kubernetes.io/service-name: hook}}
                        addressType: IPv4
                        endpoints: [{conditions: {ready: true}}]
                    """)), want: wanted, verdict: "pass"),
        Scenario(
            "R12 one replica of a stranger's",
            facts: facts.with(
                Edit(", {conditions: {ready: true}}]", "]"), Edit("resources: [pods]", "resources: [ingresses]")),
            want: wanted, verdict: "pass"),
        Scenario(
            "R12 one replica of a wanted operator's",
            facts: facts.with(
                Edit(", {conditions: {ready: true}}]", "]"), .inOperatorsNamespace, .withOperatorsNamespace,
                Edit("resources: [pods]", "resources: [ingresses]")), want: wanted, verdict: "warn",
            says: ["one pod alone", "of dynamo-platform"]),
        Scenario(
            "R12 one replica whose failures are ignored",
            facts: facts.with(
                Edit(", {conditions: {ready: true}}]", "]"), Edit("failurePolicy: Fail", "failurePolicy: Ignore")),
            want: wanted, verdict: "pass"),
        Scenario(
            "pods that do not say whether they are ready count as ready",
            facts: facts.with(Edit("{conditions: {ready: true}}, {conditions: {ready: true}}", "{conditions: {}}, {}")),
            want: wanted, verdict: "pass"),
        Scenario(
            "there is none",
            facts: """
                objects/validatingwebhookconfigurations.admissionregistration.k8s.io: []
                objects/mutatingwebhookconfigurations.admissionregistration.k8s.io: []
                """, want: wanted, verdict: "pass", says: ["no webhook takes part in admission"]),
        Scenario(
            "nothing is wanted", facts: facts.with(.noPodReady), verdict: "warn",
            says: ["nothing that is known to be wanted"]),
        Scenario(
            "a namespace is gone, and nothing wanted is among what it takes part in",
            facts: facts.with(
                Edit("  - {metadata: {name: policy}}\n", ""), Edit("resources: [pods]", "resources: [ingresses]")),
            want: wanted, verdict: "pass", says: ["0 of 1"]),
        Scenario(
            "two of everything",
            facts: facts.with(
                .noPodReady,
                Edit(
                    "      - name: pods.policy.test\n        failurePolicy: Fail\n",
                    """
                          - name: more.policy.test
                            failurePolicy: Fail
                            clientConfig: {service: {namespace: policy, name: other}}
                            rules: [{apiGroups: [''], operations: [CREATE], resources: [secrets]}]
                          - name: pods.policy.test
                            failurePolicy: Fail

                    """)), want: wanted, verdict: "fail",
            says: ["pods.policy.test (policy.test)", "more.policy.test (policy.test)"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "webhooks")
    }
}
