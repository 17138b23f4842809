import Events
import Formats
import HTTP
import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Every cause that ends a wait, on the real API server, with a clock on which a second takes a tenth of one.
@Suite(.timeLimit(.minutes(5)))
struct ReleaseWaitTests {
    private static func options() -> ClientOptions {
        var options = ClientOptions()
        options.clock = FastClock(times: 10)
        return options
    }

    private static func driver(_ client: KubernetesClient) -> ReleaseEngine {
        ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
    }

    private static let time: Duration = .seconds(20_000)

    /// Installs the chart and waits, while something happens in the cluster.
    ///
    /// - Returns: why it did not become ready; nil when it did.
    private func install(
        _ chart: TestChart, in namespace: String, log: EventLog = EventLog(),
        meanwhile: @escaping @Sendable (KubernetesClient) async throws -> Void = { _ in }
    ) async throws -> ReleaseError? {
        let fast = try await Live.client(options: Self.options())
        let plain = try await Live.client()
        let request = try chart.request("demo", in: namespace, waits: true, timeout: Self.time)
        return try await withThrowingTaskGroup(of: ReleaseError?.self) { group in
            group.addTask {
                do {
                    _ = try await Self.driver(fast).ensure(request, phase: .operators, events: log)
                    return nil
                } catch let error as ReleaseError {
                    return error
                }
            }
            defer { group.cancelAll() }
            try await meanwhile(plain)
            return try await group.next() ?? nil
        }
    }

    private static func wait<Result>(for find: () async throws -> Result?) async throws -> Result {
        while true {
            if let found = try await find() { return found }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits for a pod and plays the kubelet that reports its only container so.
    private static func report(
        _ state: Value, _ client: KubernetesClient, _ namespace: String, more: Object = [:]
    ) async throws {
        let pod = try await wait(for: {
            try await client.listAll(.pods, namespace: namespace).items.first?["metadata"]?["name"]?.string
        })
        var container: Object = [
            "name": "web", "image": "nowhere.invalid/web", "imageID": "", "ready": false, "restartCount": 7,
            "state": state,
        ]
        for (key, value) in more { container[key] = value }
        _ = try await client.patch(
            .pods, pod, namespace: namespace,
            with: .merge(["status": ["containerStatuses": [.object(container)]]]),
            options: WriteOptions(subresource: "status"))
    }

    // MARK: - Pods

    @Test func aCrashLoopEndsTheWaitWithItsLogF41() async throws {
        let namespace = Live.unique()
        let error = try await install(.neverReady, in: namespace) { client in
            try await Self.report(
                ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off"]], client, namespace,
                more: [
                    "lastState": [
                        "terminated": [
                            "exitCode": 3, "reason": "Error", "startedAt": .null, "finishedAt": .null,
                            "message": "cannot reach nats",
                        ]
                    ]
                ])
        }
        #expect(error?.code == .notReady)
        #expect(error?.hasChanged == true)
        let message = error?.message ?? ""
        #expect(
            message.hasPrefix("Deployment.apps \(namespace)/demo-web cannot become ready: pod/demo-web-"), "\(message)")
        #expect(message.contains("the container ended with exit code 3, 7 restarts: cannot reach nats"))
        #expect(error?.hint?.contains("kubectl logs --previous") == true)
    }

    @Test(arguments: [
        ("ErrImagePull", "no such image", "pull secret"),
        ("CreateContainerConfigError", "secret \"token\" not found", "secret or config map"),
    ])
    func aContainerThatCannotStartEndsTheWait(reason: String, words: String, hint: String) async throws {
        let namespace = Live.unique()
        let error = try await install(.neverReady, in: namespace) { client in
            try await Self.report(
                ["waiting": ["reason": .string(reason), "message": .string(words)]], client, namespace)
        }
        #expect(error?.code == .notReady)
        #expect(error?.message.contains("\(reason): \(words)") == true, "\(String(describing: error))")
        #expect(error?.hint?.contains(hint) == true)
    }

    @Test func aContainerWithoutMemoryEndsTheWait() async throws {
        let namespace = Live.unique()
        let error = try await install(.neverReady, in: namespace) { client in
            try await Self.report(
                ["waiting": ["reason": "CrashLoopBackOff"]], client, namespace,
                more: [
                    "lastState": [
                        "terminated": [
                            "exitCode": 137, "reason": "OOMKilled", "startedAt": .null, "finishedAt": .null,
                        ]
                    ]
                ])
        }
        #expect(error?.message.contains("used more memory than its limit") == true, "\(String(describing: error))")
        #expect(error?.hint == "raise the container's memory limit")
    }

    // MARK: - Workloads

    @Test func aDeploymentPastItsDeadlineHasFailed() async throws {
        let chart = TestChart(
            "late",
            [
                "templates/web.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  progressDeadlineSeconds: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nowhere.invalid/web}]}
                """
            ])
        let namespace = Live.unique()
        let error = try await install(chart, in: namespace)
        #expect(error?.code == .notReady)
        #expect(
            error?.message.hasPrefix(
                "Deployment.apps \(namespace)/web has failed: progress deadline exceeded, ready 0/1") == true,
            "\(String(describing: error))")
    }

    /// A success that does nothing is told.
    @Test func aDaemonSetWithoutNodesIsAWarningThatNamesItsSelector() async throws {
        let chart = TestChart(
            "plugin",
            [
                "templates/plugin.yaml": """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: plugin}
                spec:
                  selector: {matchLabels: {app: plugin}}
                  template:
                    metadata: {labels: {app: plugin}}
                    spec:
                      nodeSelector: {example.com/gpu: "true"}
                      containers: [{name: plugin, image: nowhere.invalid/plugin}]
                """
            ])
        let namespace = Live.unique()
        let log = EventLog()
        #expect(try await install(chart, in: namespace, log: log) == nil)
        #expect(
            log.messages.contains(
                "DaemonSet.apps \(namespace)/plugin wants 0 pods: no node fits its nodeSelector example.com/gpu=true"),
            "\(log.messages)")
    }

    // MARK: - Webhooks and APIs

    private static func webhook(_ caBundle: String, selector: String = "selector: {app: nobody}, ") -> TestChart {
        TestChart(
            "guard",
            [
                "templates/webhook.yaml": """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: "{{ .Release.Namespace }}"}
                webhooks:
                  - name: gears.example.com
                    failurePolicy: Fail
                    sideEffects: None
                    admissionReviewVersions: [v1]
                    rules:
                      - {apiGroups: [nowhere.example.com], apiVersions: [v1], resources: [gears], operations: [CREATE]}
                    clientConfig:
                      caBundle: "\(caBundle)"
                      service: {namespace: "{{ .Release.Namespace }}", name: guard}
                """,
                "templates/service.yaml": """
                apiVersion: v1
                kind: Service
                metadata: {name: guard}
                spec: {\(selector)ports: [{port: 443}]}
                """,
            ])
    }

    @Test func aWebhookWithoutAnyoneBehindItIsNotReadyF24() async throws {
        let namespace = Live.unique()
        let authority = Base64.encode(Array(try await ControlPlane.shared().certificateAuthority.utf8))
        let error = try await install(Self.webhook(authority), in: namespace)
        #expect(error?.code == .notReady)
        #expect(
            error?.message.contains(
                "the Service \(namespace)/guard of its webhook gears.example.com has no ready address") == true,
            "\(String(describing: error))")
        #expect(error?.hint?.contains("kubectl describe service guard --namespace \(namespace)") == true)
    }

    @Test func aWebhookWithoutACertificateIsNotReadyF24() async throws {
        let namespace = Live.unique()
        // Somebody is behind its Service, which has no selector, so that no controller says otherwise.
        let error = try await install(Self.webhook("", selector: ""), in: namespace) { client in
            let endpoints: Value = [
                "apiVersion": "v1", "kind": "Endpoints", "metadata": ["name": "guard"],
                "subsets": [["addresses": [["ip": "192.0.2.1"]], "ports": [["port": 443]]]],
            ]
            _ = try await Self.wait {
                try await client.getIfPresent(.namespaces, namespace) == nil
                    ? nil : try await client.create(endpoints, namespace: namespace)
            }
        }
        #expect(error?.code == .notReady)
        #expect(
            error?.message.contains("its webhook gears.example.com has no caBundle yet") == true,
            "\(String(describing: error))")
    }

    /// A webhook whose pod is just starting refuses everything for a moment.
    @Test(arguments: [3, Int.max])
    func aWebhookThatCannotBeAskedIsAskedAgainF24(failures: Int) async throws {
        let left = Mutex(failures)
        let transport = FaultyTransport { request in
            guard request.method == .patch, request.url.contains("/configmaps/") else { return nil }
            let fails = left.withLock { left in
                defer { left -= 1 }
                return left > 0
            }
            return fails
                ? .failure(500, "InternalError", "failed calling webhook a.example.com: connection refused") : nil
        }
        let driver = Self.driver(try await transport.client(options: Self.options()))
        let namespace = Live.unique()
        let request = try TestChart.plain.request("demo", in: namespace, timeout: Self.time)
        guard failures == .max else {
            #expect(try await driver.ensure(request).change == .created)
            return
        }
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        #expect(error?.code == .applyFailed)
        #expect(
            error?.message.contains("cannot apply ConfigMap \(namespace)/demo-map") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains("failed calling webhook a.example.com: connection refused") == true)
    }

    @Test func anAPIServiceThatDoesNotAnswerIsNotReadyF22() async throws {
        let service: Value = [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": ["name": "v1.broken.example.com"],
            "spec": [
                "group": "broken.example.com", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100,
                "insecureSkipTLSVerify": true, "service": ["name": "nobody", "namespace": "default"],
            ],
        ]
        // An API that does not answer is in everybody's way.
        try await ControlPlane.with { cluster in
            let client = try Live.client(of: cluster, options: Self.options())
            // Kubernetes 1.20 panics at a server-side apply of one, so the release's own way is not open there.
            _ = try await client.create(service)
            let error = await #expect(throws: ReleaseError.self) {
                try await ReadinessWait(
                    client: client, deadline: Deadline(Self.time, clock: client.options.clock), release: "apps/demo",
                    progress: Progress(sink: NoEvents(), phase: .releases, release: "apps/demo")
                ).run([ReleaseObject(value: service, type: .apiServices, path: "api.yaml")])
            }
            #expect(error?.code == .notReady)
            #expect(
                error?.message.hasPrefix(
                    "APIService.apiregistration.k8s.io v1.broken.example.com cannot become ready: ") == true,
                "\(String(describing: error))")
        }
    }

    @Test func aCRDWhoseNamesAreTakenIsRefused() async throws {
        let gears = NativeOrderTests.Gears()
        let namespace = Live.unique()
        let first = TestChart("first", ["crds/gear.yaml": gears.crd("gears", "Gear")])
        #expect(try await install(first, in: namespace) == nil)
        let second = TestChart("second", ["crds/cog.yaml": gears.crd("cogs", "Gear")])
        let error = try await install(second, in: Live.unique())
        #expect(error?.code == .applyFailed)
        #expect(
            error?.message.hasPrefix("CRD cogs.\(gears.group) was refused its names: ") == true,
            "\(String(describing: error))")
    }

    // MARK: - Hooks

    private static func hook(_ name: String) -> TestChart {
        TestChart(
            "hooked",
            [
                "templates/job.yaml": """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  \(name)
                  annotations: {helm.sh/hook: pre-install}
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: setup, image: nowhere.invalid/setup}]
                """
            ])
    }

    private static func end(_ condition: String, _ client: KubernetesClient, _ namespace: String) async throws {
        let job = try await wait(for: {
            try await client.listAll(.jobs, namespace: namespace).items.first?["metadata"]?["name"]?.string
        })
        /// As newer servers want it: what leads to the end, times, and no pod that is active any more.
        func ended(_ live: Value) -> Value {
            let isComplete = condition == "Complete"
            var status: Object = [
                "conditions": .array(
                    [isComplete ? "SuccessCriteriaMet" : "FailureTarget", condition].map {
                        ["type": .string($0), "status": "True", "reason": "Because", "message": "of the test"]
                    }),
                "startTime": live["status"]?["startTime"] ?? "2026-01-01T00:00:00Z", "active": 0, "ready": 0,
            ]
            if isComplete { status["completionTime"] = "2099-01-01T00:00:00Z" }
            return ["status": .object(status)]
        }
        // The controller of Kubernetes 1.20 writes a status over one that came before it: until it has seen the end.
        var looks = 0
        while looks < 3 {
            let live = try await client.getIfPresent(.jobs, job, namespace: namespace)
            let conditions = live?["status"]?["conditions"]?.array ?? []
            if live == nil || conditions.contains(where: { $0["type"]?.string == condition }) {
                looks += 1
            } else {
                looks = 0
                _ = try await client.patch(
                    .jobs, job, namespace: namespace, with: .merge(ended(live ?? .null)),
                    options: WriteOptions(subresource: "status"))
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// It was taken for done while it ran.
    @Test func aHookThatTheServerNamesIsWaitedFor() async throws {
        let namespace = Live.unique()
        let log = EventLog()
        let error = try await install(Self.hook("generateName: setup-"), in: namespace, log: log) { client in
            _ = try await Self.wait(for: {
                log.messages.contains { $0.hasPrefix("waiting for pre-install hook Job.batch \(namespace)/setup-") }
                    ? true : nil
            })
            #expect(
                try await Live.driver().record("demo", namespace: namespace)?.status == "pending-install")
            try await Self.end("Complete", client, namespace)
        }
        #expect(error == nil, "\(String(describing: error))")
    }

    @Test func aHookThatTheServerNamesMayFail() async throws {
        let namespace = Live.unique()
        let error = try await install(Self.hook("generateName: setup-"), in: namespace) { client in
            try await Self.end("Failed", client, namespace)
        }
        #expect(error?.code == .hookFailed)
        #expect(
            error?.message.hasPrefix("pre-install hook Job.batch \(namespace)/setup-") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains(" failed: Because: of the test") == true)
    }

    @Test func aHookWhosePodsAreRefusedFailsF26() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "none"],
                "spec": ["hard": ["pods": "0"]],
            ], namespace: namespace)
        let error = try await install(Self.hook("name: setup"), in: namespace)
        #expect(error?.code == .hookFailed)
        #expect(
            error?.message.hasPrefix("pre-install hook Job.batch \(namespace)/setup cannot end: job/setup: ") == true,
            "\(String(describing: error))")
        #expect(error?.message.contains("exceeded quota") == true)
    }

    // MARK: - Rights

    /// Who may get and not watch is polled for, and told so.
    @Test func whoMayNotWatchIsPolledFor() async throws {
        // Without controllers, which would set the status right again.
        try await ControlPlane.with { cluster in
            let client = try Live.client(of: cluster)
            let namespace = try await client.makeNamespace()
            try await Self.allow("narrow", in: namespace, client)
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin", impersonate: "narrow"))
            let narrow = KubernetesClient(
                configuration: configuration, transport: CurlTransport(), options: Self.options())
            let log = EventLog()
            async let outcome = Self.driver(narrow).ensure(
                try TestChart.neverReady.request("demo", in: namespace, waits: true, timeout: Self.time),
                phase: .operators, events: log)
            _ = try await Self.wait(for: {
                log.messages.contains { $0.hasPrefix("changes cannot be watched") } ? true : nil
            })
            _ = try await client.patch(
                .deployments, "demo-web", namespace: namespace, with: .merge(Self.ready),
                options: WriteOptions(subresource: "status"))
            #expect(try await outcome.change == .created)
            #expect(log.messages.contains { $0.contains("\"narrow\" cannot list resource \"deployments\"") })
        }
    }

    /// Lets a user install the chart, and neither list nor watch what is in it.
    private static func allow(_ user: String, in namespace: String, _ client: KubernetesClient) async throws {
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "narrow"],
                "rules": [
                    ["apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]],
                    [
                        "apiGroups": ["apps"], "resources": ["deployments"],
                        "verbs": ["get", "create", "patch", "update", "delete"],
                    ],
                ],
            ], namespace: namespace)
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "narrow"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "narrow"],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]],
            ], namespace: namespace)
    }

    private static let ready: Value = [
        "status": [
            "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
            "conditions": [
                ["type": "Available", "status": "True"],
                ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"],
            ],
        ]
    ]
}
