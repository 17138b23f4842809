import HTTP
import Synchronization
import TestSupport
import Testing
import Value

@testable import Kubernetes

/// Changes that have to pass a gate before they are sent, and the places that requests take meanwhile.
@Suite(.timeLimit(.minutes(1))) struct WriteGateTests {
    private static let map: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "n"],
    ]

    /// Counts who passes, and does its own work before it lets anybody through.
    private final class Gate: WriteGate {
        private let count = Mutex(0)
        private let work: @Sendable () async throws -> Void

        init(_ work: @escaping @Sendable () async throws -> Void = {}) { self.work = work }

        var passed: Int { count.withLock { $0 } }

        func pass() async throws {
            try await work()
            count.withLock { $0 += 1 }
        }
    }

    private static func client(
        _ transport: ScriptedTransport, clock: InstantClock = InstantClock(), places: Int = 16,
        credentials: ClusterConfiguration.Credentials = .none, environment: ClientEnvironment = .test()
    ) throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(
                server: "https://cluster.example:6443", credentials: credentials, namespace: "own"),
            transport: transport,
            options: ClientOptions(
                concurrentRequests: places, clock: clock, random: { 0.5 }, environment: environment))
    }

    private func methods(_ transport: ScriptedTransport) -> [String] { transport.requests.map { "\($0.method)" } }

    /// A lock renews its lease by a request of the same client: with all places taken by those who wait for it, nothing
    /// would ever go on.
    @Test func whoeverOpensTheGateFindsAPlace() async throws {
        let transport = ScriptedTransport([.json(Self.map), .json(Self.map, status: 201)])
        let client = try Self.client(transport, places: 1)
        let gate = Gate { _ = try await client.get(.configMaps, "lease", namespace: "n") }
        _ = try await client.gated(by: gate).create(Self.map, as: .configMaps)
        #expect(methods(transport) == ["GET", "POST"])
    }

    @Test func readsAndDryRunsPassByIt() async throws {
        let transport = ScriptedTransport([.json(Self.map), .json(Self.map, status: 201)])
        let gate = Gate { throw CancellationError() }
        let client = try Self.client(transport).gated(by: gate)
        _ = try await client.get(.configMaps, "a", namespace: "n")
        _ = try await client.create(Self.map, as: .configMaps, options: WriteOptions(dryRun: true))
        #expect(gate.passed == 0)
    }

    @Test func eachAttemptAsksAnew() async throws {
        let busy = ScriptedTransport.Answer.status(
            429, "TooManyRequests", "slow down", headers: ["Retry-After": "1"])
        let transport = ScriptedTransport([busy, busy, .json(Self.map, status: 201)])
        let gate = Gate()
        _ = try await Self.client(transport).gated(by: gate).create(Self.map, as: .configMaps)
        #expect(gate.passed == 3)
        #expect(methods(transport) == ["POST", "POST", "POST"])
    }

    @Test func whatTheGateThrowsReachesTheCaller() async throws {
        struct Shut: Error {}
        let transport = ScriptedTransport([])
        let gate = Gate { throw Shut() }
        let client = try Self.client(transport).gated(by: gate)
        await #expect(throws: Shut.self) { try await client.create(Self.map, as: .configMaps) }
        #expect(transport.requests.isEmpty)
    }

    // MARK: - Passes that lapse

    /// Prints another token each time, and takes its time.
    private struct SlowLogin: PluginRunning {
        let clock: InstantClock
        let count = Count()

        final class Count: Sendable {
            private let value = Mutex(0)
            func next() -> Int {
                value.withLock { value in
                    value += 1
                    return value
                }
            }
        }

        func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8] {
            try await clock.sleep(for: Limits.gatePass)
            let value: Value = [
                "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion),
                "status": ["token": .string("t\(count.next())")],
            ]
            return value.jsonBytes()
        }
    }

    private static let plugin = ExecPlugin(
        apiVersion: "client.authentication.k8s.io/v1", command: "login", interactiveMode: .never)

    /// The first token is rejected, and a login takes so long that nobody knows whether the gate is open still.
    @Test func aChangeThatIsNotSentSoonAsksAgain() async throws {
        let rejected = ScriptedTransport.Answer.status(401, "Unauthorized", "Unauthorized")
        let transport = ScriptedTransport([rejected, .json(Self.map, status: 201)])
        let clock = InstantClock()
        let gate = Gate()
        let client = try Self.client(
            transport, clock: clock, credentials: .plugin(Self.plugin),
            environment: .test(plugins: SlowLogin(clock: clock))
        ).gated(by: gate)
        _ = try await client.create(Self.map, as: .configMaps)
        #expect(gate.passed == 2)
        #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer t1", "Bearer t2"])
    }

    /// However slow it is, one login more is all.
    @Test func whoIsRejectedTwiceIsNotLoggedInForEver() async throws {
        let rejected = ScriptedTransport.Answer.status(401, "Unauthorized", "Unauthorized")
        let transport = ScriptedTransport([rejected, rejected, rejected])
        let clock = InstantClock()
        let client = try Self.client(
            transport, clock: clock, credentials: .plugin(Self.plugin),
            environment: .test(plugins: SlowLogin(clock: clock))
        ).gated(by: Gate())
        let error = try await #require(throws: KubernetesError.self) {
            try await client.create(Self.map, as: .configMaps)
        }
        #expect(error.code == .unauthorized)
        #expect(transport.requests.count == 2)
    }

    @Test func aPassLastsForAMoment() throws {
        let pass = GatePass(time: .seconds(7), credential: .none, isRenewed: false)
        try pass.check(at: .seconds(7) + Limits.gatePass - .milliseconds(1))
        #expect(throws: GatePass.Lapsed.self) { try pass.check(at: .seconds(7) + Limits.gatePass) }
    }

    // MARK: - Places

    private final class Order: Sendable {
        private let names = Mutex<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }

        var all: [String] { names.withLock { $0 } }
    }

    @Test func whoIsNextGoesBeforeAllWhoWait() async throws {
        let limit = ConcurrencyLimit(1)
        let order = Order()
        @Sendable func waitUntil(_ holds: @Sendable (ConcurrencyLimit.State) -> Bool) async {
            while !limit.state.withLock({ holds($0) }) { await Task.yield() }
        }
        // Has the only place until both others are in line.
        async let holder: Void = limit.run { await waitUntil { $0.waiting.count == 2 } }
        await waitUntil { $0.free == 0 }
        async let first: Void = limit.run { order.add("first") }
        await waitUntil { $0.waiting.count == 1 }
        async let next: Void = limit.run(isNext: true) { order.add("next") }
        _ = try await (holder, first, next)
        #expect(order.all == ["next", "first"])
    }
}
