import TestParts
import Testing

/// What a failed write may have done decides how a command ends, on a real server.
@Suite(.timeLimit(.minutes(10))) struct UncertainWriteTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: FaultProxy.Fault
        var exitCode: Int32
        var isThere: Bool
        var testDescription: String
    }

    @Test(arguments: [
        Case(
            fault: .status(500, reason: "InternalError", .afterRequest), exitCode: 4, isThere: true,
            testDescription: "500 after it was stored"),
        Case(fault: .internalError, exitCode: 4, isThere: false, testDescription: "500 before it was stored"),
        Case(
            fault: .status(403, reason: "Forbidden"), exitCode: 3, isThere: false, testDescription: "403"),
        Case(fault: .conflict, exitCode: 1, isThere: false, testDescription: "409"),
        Case(fault: .status(422, reason: "Invalid"), exitCode: 1, isThere: false, testDescription: "422"),
    ])
    func aFailedFirstWrite(_ test: Case) async throws {
        try await ControlPlane.with { cluster in
            try await TestParts.withTemporaryFolder { folder in
                let chart = try OperatorChart.make(in: folder, holdsCRDs: true)
                let install = ["install", "dynamo", "--chart", chart, "--timeout", "20s"]
                try await FaultProxy.with(cluster) { proxy in
                    let rule = try proxy.inject(
                        test.fault, .when("POST", path: "^/api/v1/namespaces([?]|$)", .first(1)))
                    let result = try await Groundcrew.run(
                        install + ["--kubeconfig", proxy.kubeconfig], on: cluster)
                    #expect(result.exitCode == test.exitCode, "\(result)")
                    let words = "the cluster may have been changed; run the same command again to go on"
                    #expect(result.standardError.contains(words) == (test.exitCode == 4), "\(result)")
                    #expect(try proxy.injections(of: rule) == 1)
                    let namespace = try await cluster.kubectl("get", "namespace", "dynamo-system")
                    #expect(namespace.isSuccess == test.isThere, "\(namespace)")
                }
            }
        }
    }
}
