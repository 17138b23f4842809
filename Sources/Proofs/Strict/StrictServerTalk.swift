import Charts
import Kubernetes
import Synchronization
import Value

/// Asks a server whether it would take objects; stores nothing but CRDs and the namespace.
final class StrictServerTalk: Sendable {
    private let client: KubernetesClient
    private let crds: String
    private let minor = Mutex(0)
    private let served = Mutex<Set<StrictType>>([])

    private static let namespace = StrictPlan.release.namespace
    private static let pause: Duration = .milliseconds(100)
    /// How long a server may take until it serves what a CRD brings.
    private static let attempts = 300

    init(client: KubernetesClient, crds: String) {
        self.client = client
        self.crds = crds
    }

    func prepare() async throws {
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(Self.namespace)]])
    }

    // MARK: - What must be refused

    func strictness() async throws -> StrictServer {
        let version = try await client.serverVersion()
        minor.withLock { $0 = version.minor }
        // The rule is part of the CRD, whatever the server makes of it.
        _ = try await client.create(Self.range)
        try await waitUntilServed(StrictType(of: Self.good))
        var probes: [StrictServer.Probe] = []
        for (title, object) in Self.wrong {
            probes.append(StrictServer.Probe(title, refusal: try await refusal(ofCreating: object)))
        }
        return StrictServer(version: version.gitVersion, minor: version.minor, probes: probes)
    }

    private static var wrong: [(title: String, object: Value)] {
        [
            ("an unknown field of a Deployment", deployment),
            ("an unknown field of a custom resource", good.mergePatched(["spec": ["most": 3]])),
            ("an object that breaks a rule of its CRD", good.mergePatched(["spec": ["least": 2]])),
        ]
    }

    private static let deployment: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "wrong"],
        "spec": [
            "replica": 1, "selector": ["matchLabels": ["app": "wrong"]],
            "template": [
                "metadata": ["labels": ["app": "wrong"]], "spec": ["containers": [["name": "main", "image": "none"]]],
            ],
        ],
    ]
    private static let good: Value = [
        "apiVersion": "proof.test/v1", "kind": "Range", "metadata": ["name": "wrong"],
        "spec": ["least": 0, "greatest": 1],
    ]
    private static let range: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "ranges.proof.test"],
        "spec": [
            "group": "proof.test", "scope": "Namespaced",
            "names": ["kind": "Range", "listKind": "RangeList", "plural": "ranges", "singular": "range"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": [
                                    "type": "object",
                                    "properties": ["least": ["type": "integer"], "greatest": ["type": "integer"]],
                                    "x-kubernetes-validations": [
                                        ["rule": "self.least <= self.greatest", "message": "least is too much"]
                                    ],
                                ]
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]

    // MARK: - What should be taken

    /// Such as `apps/v1`: what charts may ask for.
    func apiVersions() async throws -> [String] {
        let groups = try await client.rawValue("/apis")["groups"]?.array ?? []
        return groups.flatMap { $0["versions"]?.array ?? [] }.compactMap { $0["groupVersion"]?.string }
    }

    /// What the server has against the object, by server-side apply and by creating it; nil where it takes it.
    func refusal(of object: Value) async throws -> String? {
        guard let type = StrictType(of: object) else { return "an object has no apiVersion or no kind" }
        try await serve(type)
        let applied = try await refusal {
            _ = try await client.apply(
                object, namespace: Self.namespace,
                options: ApplyOptions(fieldManager: "proof", force: true, dryRun: true, fieldValidation: .strict))
        }
        let created = try await refusal(ofCreating: object)
        let words = [applied.map { "applied: \($0)" }, created.map { "created: \($0)" }].compactMap(\.self)
        guard !words.isEmpty else { return nil }
        return "\(type.kind) \(object["metadata"]?["name"]?.string ?? ""), \(words.joined(separator: "; "))"
    }

    private func refusal(ofCreating object: Value) async throws -> String? {
        try await refusal {
            _ = try await client.create(
                object, namespace: Self.namespace, options: WriteOptions(dryRun: true, fieldValidation: .strict))
        }
    }

    /// The server's words; nil where it has none. A server that cannot be asked proves nothing.
    private func refusal(_ ask: () async throws -> Void) async throws -> String? {
        do {
            try await ask()
            return nil
        } catch let error as KubernetesError where !Self.isOutage(error) {
            return error.message
        }
    }

    private static func isOutage(_ error: KubernetesError) -> Bool {
        switch error.code {
        case .unreachable, .untrusted, .unauthorized, .timeout, .tooManyRequests, .unavailable, .unreadable: true
        default: false
        }
    }

    // MARK: - CRDs

    /// Brings the CRD of an object's type where the folder has one; what is not served then, the server says.
    private func serve(_ type: StrictType) async throws {
        guard !served.withLock({ $0.contains(type) }) else { return }
        if let definition = try type.definition(in: crds, minor: minor.withLock { $0 }) {
            do {
                _ = try await client.create(definition)
            } catch let error as KubernetesError where error.code == .alreadyExists {
                // Another combination was first.
            }
            try await waitUntilServed(type)
        }
        served.withLock { _ = $0.insert(type) }
    }

    private func waitUntilServed(_ type: StrictType?) async throws {
        guard let type else { return }
        for _ in 0..<Self.attempts {
            do {
                _ = try await client.resourceType(apiVersion: type.apiVersion, kind: type.kind)
                return
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                try await Task.sleep(for: Self.pause)
            }
        }
        throw ProofError("the server does not serve \(type.kind) of \(type.apiVersion), though its CRD is there")
    }
}
