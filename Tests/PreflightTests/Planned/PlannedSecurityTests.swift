import Testing
import Value

@testable import Preflight

/// Quotas, limits, Pod Security, pull secrets and service accounts, against the pods that are about to come.
@Suite struct PlannedSecurityTests {
    private static let gpu = "resources: {requests: {cpu: 1, memory: 1Gi}, limits: {nvidia.com/gpu: 4}}"
    private static let defaults =
        "[{metadata: {name: l, namespace: keda}, spec: {limits: [{type: Container, defaultRequest: {cpu: 100m}}]}}]"

    static let quotas = [
        PlannedCase(
            "no room for processors", objects: PlannedCase.deployment(replicas: 3, container: PlannedCase.sized),
            facts: PlannedCase.quota("{requests.cpu: '2'}", used: "{requests.cpu: 600m}"), verdict: "fail",
            says: ["quota keda/q allows 2 of requests.cpu, of which 600m are taken, and 1500m more are to come"]),
        PlannedCase(
            "just enough", objects: PlannedCase.deployment(replicas: 3, container: PlannedCase.sized),
            facts: PlannedCase.quota("{cpu: '2100m', limits.memory: 6Gi, pods: '3'}", used: "{cpu: 600m}"),
            verdict: "pass",
            says: ["quota keda/q, quota elsewhere/other has room"]),
        PlannedCase(
            "limits", objects: PlannedCase.deployment(replicas: 3, container: PlannedCase.sized),
            facts: PlannedCase.quota("{limits.cpu: '2'}"), verdict: "fail", says: ["2 of limits.cpu", "and 3 more"]),
        PlannedCase(
            "devices", objects: PlannedCase.deployment(replicas: 2, container: gpu),
            facts: PlannedCase.quota("{requests.nvidia.com/gpu: '7'}"), verdict: "fail",
            says: ["7 of requests.nvidia.com/gpu, of which 0 are taken, and 8 more"]),
        PlannedCase(
            "objects",
            objects: """
                \(PlannedCase.deployment())
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: a, namespace: keda}
                """, facts: PlannedCase.quota("{count/deployments.apps: '1', services: '1'}", used: "{services: '1'}"),
            verdict: "fail", says: ["1 of services"], omits: ["deployments.apps, of"]),
        PlannedCase(
            "what is there already adds nothing",
            objects: PlannedCase.deployment(replicas: 9, container: PlannedCase.sized),
            facts: PlannedCase.quota("{requests.cpu: '1', pods: '1', count/deployments.apps: '0'}"), verdict: "pass"
        ) { $0.held = [0] },
        PlannedCase(
            "nothing is stated", objects: PlannedCase.deployment(),
            facts: PlannedCase.quota("{requests.cpu: '9', pods: '9'}"),
            verdict: "fail",
            says: ["quota keda/q counts requests.cpu, of which main of Deployment.apps keda/web say nothing"]),
        PlannedCase(
            "a limit is a request, too",
            objects: PlannedCase.deployment(container: "resources: {limits: {cpu: 1}}"),
            facts: PlannedCase.quota("{requests.cpu: '9'}"), verdict: "pass"),
        PlannedCase(
            "a LimitRange states it", objects: PlannedCase.deployment(),
            facts: PlannedCase.quota("{requests.cpu: '9'}", limits: defaults), verdict: "pass"),
        PlannedCase(
            "a LimitRange states something else", objects: PlannedCase.deployment(),
            facts: PlannedCase.quota("{limits.memory: 9Gi}", limits: defaults), verdict: "fail",
            says: ["counts limits.memory"]),
        PlannedCase(
            "not counted yet", objects: PlannedCase.deployment(),
            facts: PlannedCase.quota("{pods: '9'}", isCounted: false), verdict: "unknown",
            says: ["quota keda/q: used.pods is not counted yet"]),
        PlannedCase(
            "none",
            facts: "'objects/resourcequotas?namespaces=wanted': []\n'objects/limitranges?namespaces=wanted': []",
            verdict: "pass", says: ["no quota bounds"]),
    ]

    @Test(arguments: quotas) func quotasLeaveRoom(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    private static func model(_ name: String, held: Set<Int>, verdict: String, says: String) -> PlannedCase {
        PlannedCase(
            name, objects: "apiVersion: nvidia.com/v1\nkind: Graph\nmetadata: {name: qwen, namespace: keda}\n",
            facts: PlannedCase.quota("{requests.nvidia.com/gpu: '7'}"),
            want: "{deployments: [{name: qwen, namespace: keda, gpus: {workers: 2, perWorker: 4}}]}",
            verdict: verdict, says: [says]
        ) { part in
            part.owner = "model keda/qwen"
            part.held = held
        }
    }

    static let models = [
        model("new", held: [], verdict: "fail", says: "and 8 more"),
        model("changes", held: [0], verdict: "warn", says: "model keda/qwen changes, and what its operator adds"),
    ]

    /// Pods that an operator makes are known by the deployment that they belong to.
    @Test(arguments: models) func devicesOfAModelCountThoughItsPodsAreNotRendered(planned: PlannedCase) throws {
        try planned.expect(check: "quotas")
    }

    // MARK: - Limits

    static let ranges = [
        PlannedCase(
            "too much", objects: PlannedCase.deployment(container: PlannedCase.sized),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 750m, memory: 4Gi}}"), verdict: "fail",
            says: ["Deployment.apps keda/web, container main has the limit cpu 1, more than 750m (LimitRange keda/l)"]),
        PlannedCase(
            "a request that is too much", objects: PlannedCase.deployment(container: "resources: {requests: {cpu: 2}}"),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "fail",
            says: ["asks for cpu 2, more than 1"]),
        PlannedCase(
            "too little", objects: PlannedCase.deployment(container: PlannedCase.sized),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 600m}}"), verdict: "fail",
            says: ["asks for cpu 500m, less than 600m"]),
        PlannedCase(
            "nothing at all", objects: PlannedCase.deployment(),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 600m}}"),
            verdict: "fail", says: ["asks for no cpu, and at least 600m is wanted"]),
        PlannedCase(
            "the range fills it in", objects: PlannedCase.deployment(),
            facts: PlannedCase.limits("{type: Container, min: {cpu: 600m}, max: {cpu: 1}, default: {cpu: 700m}}"),
            verdict: "pass"),
        PlannedCase(
            "the ratio",
            objects: PlannedCase.deployment(container: "resources: {requests: {cpu: 1}, limits: {cpu: 4}}"),
            facts: PlannedCase.limits("{type: Container, maxLimitRequestRatio: {cpu: '2'}}"), verdict: "fail",
            says: ["has the limit cpu 4 for the request 1, more than 2 times as much"]),
        PlannedCase(
            "no more than is allowed", objects: PlannedCase.deployment(container: PlannedCase.sized),
            facts: PlannedCase.limits(
                "{type: Container, min: {cpu: 500m}, max: {cpu: 1, memory: 2Gi}, maxLimitRequestRatio: {cpu: '2'}}"),
            verdict: "pass"),
        PlannedCase(
            "a whole pod", objects: PlannedCase.deployment(container: PlannedCase.sized),
            facts: PlannedCase.limits("{type: Pod, max: {cpu: 750m}}"), verdict: "fail",
            says: ["Deployment.apps keda/web has the limit cpu 1"], omits: ["container"]),
        PlannedCase(
            "claims are not pods", objects: PlannedCase.deployment(container: PlannedCase.sized),
            facts: PlannedCase.limits("{type: PersistentVolumeClaim, max: {storage: 1}}"), verdict: "pass",
            says: ["LimitRange keda/l takes the pods"]),
        PlannedCase(
            "an operator's pods", objects: PlannedCase.graph,
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "warn",
            says: ["Graph.nvidia.com keda/qwen, container main has the limit cpu 9"]),
        PlannedCase(
            "another namespace's", objects: PlannedCase.deployment(namespace: "other", container: PlannedCase.sized),
            facts: PlannedCase.limits("{type: Container, max: {cpu: 1m}}"), verdict: "pass"),
        PlannedCase(
            "none", facts: "'objects/limitranges?namespaces=wanted': []", verdict: "pass",
            says: ["no LimitRange bounds"]),
    ]

    @Test(arguments: ranges) func limitRangesTakeThePods(planned: PlannedCase) throws {
        try planned.expect(check: "limit-ranges")
    }

    // MARK: - Pod Security

    private static func level(_ level: String, of namespace: String = "keda") -> String {
        """
        podNamespaces:
        - {namespace: \(namespace), level: \(level)}
        - {namespace: plain, level: ''}
        """
    }

    static let security = [
        PlannedCase(
            "baseline", objects: PlannedCase.deployment(pod: "hostNetwork: true"), facts: level("baseline"),
            verdict: "fail",
            says: ["namespace keda enforces baseline, and Deployment.apps keda/web has hostNetwork"]),
        PlannedCase(
            "restricted", objects: PlannedCase.deployment(), facts: level("restricted"), verdict: "fail",
            says: ["runAsNonRoot is not true (main)"]),
        PlannedCase(
            "enough for baseline", objects: PlannedCase.deployment(), facts: level("baseline"), verdict: "pass"),
        PlannedCase(
            "privileged", objects: PlannedCase.deployment(pod: "hostNetwork: true"), facts: level("privileged"),
            verdict: "pass"),
        PlannedCase(
            "another namespace", objects: PlannedCase.deployment(pod: "hostNetwork: true"),
            facts: level("restricted", of: "other"), verdict: "pass"),
        PlannedCase(
            "an operator's pods", objects: PlannedCase.graph, facts: level("restricted"), verdict: "warn",
            says: ["an operator makes these pods"]),
        PlannedCase(
            "still to come", objects: PlannedCase.deployment(pod: "hostNetwork: true"),
            facts: level("baseline", of: "x"),
            verdict: "pass", says: ["keda is still to come"]
        ) { $0.missingNamespaces = ["keda"] },
        PlannedCase(
            "F32 one may not be read", objects: PlannedCase.deployment(),
            facts: """
                podNamespaces:
                - {namespace: keda, level: '', code: forbidden, message: 'may not get namespace keda', verb: get,
                   resource: namespaces}
                """, verdict: "unknown",
            says: ["may not get namespace keda", "kubectl auth can-i get namespaces"]),
        PlannedCase(
            "what fails for certain, beside one that may not be read",
            objects: PlannedCase.deployment(pod: "hostNetwork: true") + PlannedCase.deployment(namespace: "other"),
            facts: level("baseline") + "\n- {namespace: other, level: '', code: timeout, message: 'no answer'}",
            verdict: "fail", says: ["namespace keda enforces baseline"]),
        PlannedCase(
            "what may fail, beside one that may not be read",
            objects: PlannedCase.graph + "\n" + PlannedCase.deployment(namespace: "other"),
            facts: level("restricted") + "\n- {namespace: other, level: '', code: timeout, message: 'no answer'}",
            verdict: "unknown", says: ["no answer"]),
    ]

    @Test(arguments: security) func podsKeepToTheLevel(planned: PlannedCase) throws {
        try planned.expect(check: "pod-security")
    }

    // MARK: - Service accounts

    private static func accounts(_ names: String...) -> String {
        let items = names.map { "{metadata: {name: \($0), namespace: keda}}" }.joined(separator: ", ")
        return "'objects/serviceaccounts?namespaces=wanted': [\(items)]"
    }

    private static let running = PlannedCase.deployment(pod: "serviceAccountName: web")

    static let serviceAccounts = [
        PlannedCase("the default one", objects: PlannedCase.deployment(), facts: accounts(), verdict: "pass"),
        PlannedCase(
            "one is missing", objects: running, facts: accounts("other"), verdict: "fail",
            says: ["Deployment.apps keda/web runs as ServiceAccount keda/web, which is not there"]),
        PlannedCase("it is there", objects: running, facts: accounts("web"), verdict: "pass"),
        PlannedCase(
            "it comes with them",
            objects: running + "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: keda}\n",
            facts: accounts(), verdict: "pass"),
        PlannedCase(
            "an operator's pods",
            objects: PlannedCase.graph.replacing("pod: {", with: "pod: {serviceAccountName: planner, "),
            facts: accounts(),
            verdict: "warn", says: ["Graph.nvidia.com keda/qwen names ServiceAccount keda/planner"]),
    ]

    // MARK: - Pods that nobody sees

    private static func unseen(_ facts: String, verdict: String, says: [String]) -> PlannedCase {
        PlannedCase(
            "unseen",
            objects: "{apiVersion: kaito.sh/v1beta1, kind: Workspace, metadata: {name: qwen, namespace: keda}}",
            facts: facts, want: "{deployments: [{name: qwen, namespace: keda}]}", verdict: verdict, says: says
        ) { $0.owner = "model keda/qwen" }
    }

    static let ofOperators: [(String, PlannedCase)] = [
        ("service-accounts", unseen(accounts(), verdict: "pass", says: ["the pods of model keda/qwen are known"])),
        (
            "pod-security",
            unseen(level("privileged"), verdict: "pass", says: ["the pods of model keda/qwen are known"])
        ),
        (
            "pod-security",
            unseen(
                level("restricted"), verdict: "warn",
                says: ["enforces restricted, and model keda/qwen has pods that only its operator knows"])
        ),
        (
            "limit-ranges",
            unseen(
                PlannedCase.limits("{type: Container, max: {cpu: 1}}"), verdict: "warn",
                says: ["model keda/qwen has pods that only its operator knows (LimitRange keda/l)"])
        ),
        (
            "limit-ranges",
            unseen(PlannedCase.limits("{type: PersistentVolumeClaim, max: {storage: 1}}"), verdict: "pass", says: [])
        ),
    ]

    /// What a provider's operator alone knows does not pass in silence, and stops nothing.
    @Test(arguments: ofOperators)
    func whosePodsAreNotJudgedIsTold(check: String, planned: PlannedCase) throws {
        try planned.expect(check: check)
    }

    @Test(arguments: serviceAccounts) func serviceAccountsAreThere(planned: PlannedCase) throws {
        try planned.expect(check: "service-accounts")
    }
}
