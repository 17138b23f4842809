import Formats
import FoundationEssentials
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

/// Every class of failures that are sent again, on the real API server.
@Suite(.timeLimit(.minutes(5))) struct RetryClassTests {
    static let patience = Duration.seconds(30)

    /// A client behind a proxy that breaks requests, in a namespace of its own.
    static func with(
        timeouts: CallTimeouts = CallTimeouts(),
        _ body: (KubernetesClient, FaultProxy, _ namespace: String) async throws -> Void
    ) async throws {
        let cluster = try await ControlPlane.shared()
        try await FaultProxy.with(cluster) { proxy in
            let configuration = try ClusterConfiguration.load(ClusterRequest(kubeconfig: proxy.kubeconfig))
            let client = KubernetesClient(
                configuration: configuration, transport: CurlTransport(), options: ClientOptions(timeouts: timeouts))
            let namespace = "retry-\(LiveCluster.unique())"
            _ = try await LiveCluster.client().create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)],
            ])
            try await body(client.patient(for: patience), proxy, namespace)
        }
    }

    static func map(_ name: String) -> Value {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]]
    }

    // MARK: - What the network and the server do

    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var fault: FaultProxy.Fault
        /// How often the server carried the create out, so far as it saw it.
        var isSeen = false
        var timeouts = CallTimeouts()
        var testDescription: String { name }
    }

    /// Much less than the answer takes that comes too late.
    private static let brief: CallTimeouts = {
        var timeouts = CallTimeouts()
        timeouts.object = .seconds(2)
        return timeouts
    }()

    static let faults = [
        Fault(name: "no answer in time", fault: .slow(.seconds(8)), isSeen: true, timeouts: brief),
        Fault(name: "connection reset", fault: .reset(.beforeRequest)),
        Fault(name: "connection reset after the request", fault: .reset(.afterRequest), isSeen: true),
        Fault(name: "answer cut", fault: .cut(), isSeen: true),
        Fault(name: "connection refused", fault: .restart(.seconds(1))),
        Fault(name: "too many requests", fault: .tooManyRequests(retryAfter: 1)),
        Fault(name: "too many requests, without a time", fault: .status(429, reason: "TooManyRequests")),
        Fault(name: "unavailable", fault: .unavailable),
        Fault(name: "unavailable, with a time", fault: .status(503, reason: "ServiceUnavailable", retryAfter: 1)),
        Fault(
            name: "time-out inside the server", fault: .status(504, reason: "Timeout", .afterRequest), isSeen: true),
        Fault(
            name: "etcd leader change",
            fault: .says(500, reason: "InternalError", message: "etcdserver: leader changed")),
        Fault(
            name: "quota race",
            fault: .says(
                409, reason: "Conflict",
                message: "Operation cannot be fulfilled on resourcequotas \"q\": the object has been modified; please "
                    + "apply your changes to the latest version and try again")),
        Fault(
            name: "webhook not up yet",
            fault: .says(500, reason: "InternalError", message: "Internal error occurred: failed calling webhook \"a\"")
        ),
    ]

    /// Each is survived by reads, applies and creates, and what the server has done is not done again.
    @Test(arguments: faults) func f30ItIsSentAgainAndCarriedOutOnce(_ test: Fault) async throws {
        try await Self.with(timeouts: test.timeouts) { client, proxy, namespace in
            try proxy.inject(test.fault, .when("GET", path: "/configmaps/one", .nth(1)))
            try proxy.inject(test.fault, .when("POST", path: "/configmaps", .nth(1)))
            try proxy.inject(test.fault, .when("PATCH", path: "/configmaps/two", .nth(1)))
            let made = try await client.create(Self.map("one"), namespace: namespace)
            let read = try await client.get(.configMaps, "one", namespace: namespace)
            #expect(read["metadata"]?["uid"] == made["metadata"]?["uid"])
            _ = try await client.apply(
                Self.map("two"), as: .configMaps, namespace: namespace, options: ApplyOptions(fieldManager: "test"))
            let creates = try proxy.requests().filter { $0.method == "POST" && $0.path.contains("/configmaps") }
            #expect(creates.first?.fault != nil)
            #expect(creates.filter { $0.serverStatus == 201 }.count == 1)
            #expect(creates.count == (test.isSeen ? 1 : 2))
        }
    }

    /// What no class knows ends the call at once, in the server's words.
    @Test(arguments: [
        (400, "BadRequest", "no"), (409, "Conflict", "the object has been modified"), (422, "Invalid", "no such field"),
        (403, "Forbidden", "exceeded quota: q"), (500, "InternalError", "panic"),
        (413, "RequestEntityTooLarge", "too much"),
    ])
    func othersFailAtOnce(_ status: Int, _ reason: String, _ message: String) async throws {
        try await Self.with { client, proxy, namespace in
            try proxy.inject(.says(status, reason: reason, message: message), .when(path: "/configmaps/one"))
            let error = await #expect(throws: KubernetesError.self) {
                try await client.apply(
                    Self.map("one"), as: .configMaps, namespace: namespace, options: ApplyOptions(fieldManager: "test"))
            }
            #expect(error?.message == message)
            #expect(try proxy.requests().filter { $0.path.contains("/configmaps/one") }.count == 1)
        }
    }

    @Test func f30ARealRestartIsWaitedFor() async throws {
        try await ControlPlane.with { cluster in
            let client = try LiveCluster.client(of: cluster).patient(for: .seconds(60))
            _ = try await client.create(Self.map("before"), namespace: "default")
            async let restarted: Void = cluster.restart(downFor: .seconds(1))
            for number in 0..<20 {
                _ = try await client.create(Self.map("m\(number)"), namespace: "default")
                try await Task.sleep(for: .milliseconds(100))
            }
            try await restarted
            let names = try await client.listAll(.configMaps, namespace: "default").items
                .compactMap { $0["metadata"]?["name"]?.string }
            #expect(names.filter { $0.hasPrefix("m") }.count == 20)
        }
    }

    /// The server ends every fiftieth connection, under load, as those behind balancers do.
    @Test func f30GoAwayLosesNothing() async throws {
        try await ControlPlane.with(goaway: true) { cluster in
            let client = try LiveCluster.client(of: cluster).patient(for: Self.patience)
            let uids = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        try await client.create(Self.map("m\(number)"), namespace: "default")["metadata"]?["uid"]?
                            .string
                    }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(uids.count == 300)
            #expect(try await client.listAll(.configMaps, namespace: "default").items.count >= 300)
        }
    }

    // MARK: - Quota

    /// A quota that nobody has counted yet, and many at once who use it up.
    @Test func aQuotaThatIsJustBeingCountedIsWaitedForF26() async throws {
        let client = try await LiveCluster.client().patient(for: Self.patience)
        let namespace = "quota-\(LiveCluster.unique())"
        _ = try await client.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "q"],
                "spec": ["hard": ["count/configmaps": "60", "configmaps": "60"]],
            ], namespace: namespace)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask { _ = try await client.create(Self.map("m\(number)"), namespace: namespace) }
            }
            try await group.waitForAll()
        }
        // A quota that is used up is final. The controller that counts lags on a busy machine, and lets some more pass.
        let error = await #expect(throws: KubernetesError.self) {
            for number in 0..<500 { _ = try await client.create(Self.map("n\(number)"), namespace: namespace) }
        }
        #expect(error?.code == .forbidden)
        #expect(error?.message.contains("exceeded quota: q") == true)
    }

    // MARK: - Webhooks

    /// Runs the work while the webhook's server is not there, starts it, and waits for the work's end.
    private static func whileItStarts<Result: Sendable>(
        _ place: WebhookServer.Place, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> (Result, reviews: [String]) {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            try await Task.sleep(for: .seconds(2))
            return try await WebhookServer.with(at: place) { server in
                guard let result = try await group.next() else { throw CancellationError() }
                return (result, try server.reviews())
            }
        }
    }

    @Test func anAdmissionWebhookThatIsJustStartingIsAskedAgainF24() async throws {
        try await WebhookServer.withPlace { place in
            let admin = try await LiveCluster.client()
            let namespace = "hook-\(LiveCluster.unique())"
            _ = try await admin.create(GuardedNamespace.namespace(namespace))
            _ = try await admin.create(
                GuardedNamespace.webhook(
                    "guard.example.com", of: namespace, at: place.url, trusting: place.certificateAuthority))
            // The server takes a moment to know of it.
            for number in 0... {
                do {
                    _ = try await admin.create(Self.map("before\(number)"), namespace: namespace)
                } catch let error as KubernetesError where error.code == .webhookFailed {
                    break
                }
            }
            let impatient = await #expect(throws: KubernetesError.self) {
                try await admin.create(Self.map("one"), namespace: namespace)
            }
            #expect(impatient?.code == .webhookFailed)
            #expect(impatient?.message.contains("failed calling webhook \"guard.example.com\"") == true)
            let (made, reviews) = try await Self.whileItStarts(place) {
                try await admin.patient(for: Self.patience).create(Self.map("one"), namespace: namespace)
            }
            #expect(made["metadata"]?["name"] == "one")
            // A server that is busy may give up on the first answer.
            #expect(!reviews.isEmpty && reviews.allSatisfy { $0 == "AdmissionReview" }, "\(reviews)")
        }
    }

    @Test func aConversionWebhookThatIsJustStartingIsAskedAgainF24() async throws {
        try await WebhookServer.withPlace { place in
            let admin = try await LiveCluster.client()
            let group = "g\(LiveCluster.unique()).example.com"
            let authority = Base64.encode(Array(place.certificateAuthority.utf8))
            let schema: Value = ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]]
            _ = try await admin.create([
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": .string("gears.\(group)")],
                "spec": [
                    "group": .string(group), "scope": "Namespaced", "names": ["kind": "Gear", "plural": "gears"],
                    "versions": [
                        ["name": "v1", "served": true, "storage": true, "schema": schema],
                        ["name": "v2", "served": true, "storage": false, "schema": schema],
                    ],
                    "conversion": [
                        "strategy": "Webhook",
                        "webhook": [
                            "conversionReviewVersions": ["v1"],
                            "clientConfig": ["url": .string(place.url), "caBundle": .string(authority)],
                        ],
                    ],
                ],
            ])
            func type(_ version: String) -> ResourceType {
                ResourceType(group: group, version: version, kind: "Gear", plural: "gears", isNamespaced: true)
            }
            func gear(_ version: String, _ name: String) -> Value {
                [
                    "apiVersion": .string("\(group)/\(version)"), "kind": "Gear", "metadata": ["name": .string(name)],
                    "spec": ["teeth": 7],
                ]
            }
            // The version that is stored needs no webhook, as soon as it is served.
            let stored = type("v1")
            while true {
                do {
                    _ = try await admin.create(gear("v1", "one"), as: stored, namespace: "default")
                    break
                } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            let impatient = await #expect(throws: KubernetesError.self) {
                try await admin.get(type("v2"), "one", namespace: "default")
            }
            #expect(impatient?.code == .webhookFailed)
            #expect(impatient?.message.contains("conversion webhook for \(group)/v1, Kind=Gear failed") == true)
            let patient = admin.patient(for: Self.patience)
            let wanted = type("v2")
            let object = gear("v2", "two")
            let (read, reviews) = try await Self.whileItStarts(place) {
                async let read = patient.get(wanted, "one", namespace: "default")
                async let applied = patient.apply(
                    object, as: wanted, namespace: "default", options: ApplyOptions(fieldManager: "test"))
                return try await (read, applied)
            }
            #expect(read.0["spec"]?["teeth"] == 7)
            #expect(read.1["apiVersion"] == .string("\(group)/v2"))
            #expect(reviews.allSatisfy { $0 == "ConversionReview" } && !reviews.isEmpty)
            _ = try await admin.delete(.customResourceDefinitions, "gears.\(group)")
        }
    }
}
