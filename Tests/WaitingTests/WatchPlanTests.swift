import Kubernetes
import Testing

@testable import Waiting

@Suite struct WatchPlanTests {
    private func entries(_ awaited: [Awaited]) -> [WaitEntry] { awaited.map { WaitEntry($0, firstDiagnosis: .zero) } }

    /// All groups that are watched, one after the other.
    private func groups(_ awaited: [Awaited]) -> [[Int]] {
        var entries = entries(awaited)
        var groups: [[Int]] = []
        while let group = WatchPlan.next(entries) {
            groups.append(group)
            for index in group { entries[index].watch = .opening }
        }
        return groups
    }

    @Test func aFewAreWatchedByTheirNames() {
        #expect(groups([.deployment("a"), .gone(), .deployment("b")]) == [[0], [1], [2]])
    }

    @Test func manyOfOneNamespaceShareAWatch() {
        let many = (0..<6).map { Awaited.deployment("d\($0)") }
        #expect(groups(many) == [[0, 1, 2, 3, 4, 5]])
    }

    @Test func manyOutsideNamespacesArePolled() {
        let many = (0..<6).map { Awaited(.clusterRoles, "r\($0)", .gone(uid: nil)) }
        #expect(groups(many).isEmpty)
        #expect(groups(Array(many.prefix(2))) == [[0], [1]])
    }

    @Test func watchesAreBounded() {
        let many = (0..<40).map { Awaited(.configMaps, "m", namespace: "ns\($0)", .gone(uid: nil)) }
        #expect(groups(many).count == 16)
    }

    @Test func whatHasToBeAskedForIsNotWatched() {
        let webhook = Awaited(.validatingWebhookConfigurations, "guard", .ready(mustRun: false))
        #expect(groups([.crd(), webhook]).isEmpty)
    }
}
