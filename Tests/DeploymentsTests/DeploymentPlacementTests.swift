import Readiness
import Testing

@testable import Deployments

/// What pods without a node make of a deployment.
@Suite struct DeploymentPlacementTests {
    private func phase(
        _ phase: DeploymentPhase, pods: [String], causes: [PodDiagnosis.Cause]
    ) -> DeploymentPhase {
        var status = DeploymentStatus(
            name: "a", namespace: "b", provider: "p", model: nil, engine: nil, phase: phase, message: "words",
            desired: 2, ready: 0, pods: pods.map { .init(name: "p", phase: $0, isReady: false) },
            causes: causes.map { PodDiagnosis(cause: $0, message: "m", object: "pod/p") }, endpoint: nil)
        status.waitIfUnplaced()
        #expect(status.message == "words")
        return status.phase
    }

    @Test func itWaitsWhereNoPodHasANode() {
        #expect(phase(.deploying, pods: ["Pending", "Pending"], causes: [.unschedulable]) == .pending)
    }

    @Test func itComesUpWhereAPodHasOneOrNothingIsSaidOfNodes() {
        #expect(phase(.deploying, pods: ["Running", "Pending"], causes: [.unschedulable]) == .deploying)
        #expect(phase(.deploying, pods: ["Pending"], causes: [.imagePull]) == .deploying)
        #expect(phase(.deploying, pods: [], causes: [.unschedulable]) == .deploying)
    }

    @Test(arguments: DeploymentPhase.allCases.filter { $0 != .deploying })
    func everyOtherPhaseStays(other: DeploymentPhase) {
        #expect(phase(other, pods: ["Pending"], causes: [.unschedulable]) == other)
    }
}
