import Kubernetes
import Processes
import TestSupport
import Value

@testable import Preflight

/// Suites whose facts come from a cluster that a stub plays.
protocol FactGathering {}

extension FactGathering {
    func gatherer(
        _ answers: [String: StubTransport.Answer] = [:], greetings: [String: StubTransport.Answer] = [:],
        processes: any ProcessRunning = NoPrograms(), clock: PreflightClock = .continuous
    ) throws -> (FactGatherer, StubTransport) {
        let stub = StubTransport(
            StubTransport.cluster.merging(answers) { $1 }, greetings: greetings)
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: stub, options: options)
        return (
            FactGatherer(
                client: client, transport: stub, processes: processes, environment: ["PATH": "/bin"], clock: clock),
            stub
        )
    }

    func gather(
        _ name: FactName, for want: Object = [:], _ answers: [String: StubTransport.Answer] = [:],
        greetings: [String: StubTransport.Answer] = [:]
    ) async throws -> Fact {
        try await gatherer(answers, greetings: greetings).0.gather([name], for: Subject(want))[name]
    }

    /// What a version of `resource.k8s.io` serves.
    static func resources(_ kinds: String...) -> StubTransport.Answer {
        .json(
            200,
            [
                "kind": "APIResourceList",
                "resources": .array(
                    kinds.map {
                        ["name": .string($0.lowercased() + "s"), "kind": .string($0), "namespaced": false, "verbs": []]
                    }),
            ])
    }
}

extension PreflightClock {
    /// The time that gathering may take is over when `isTime` says so.
    static func endingWhen(_ isTime: @escaping @Sendable () -> Bool) -> PreflightClock {
        PreflightClock {
            .zero
        } sleep: { _ in
            while !isTime() { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
