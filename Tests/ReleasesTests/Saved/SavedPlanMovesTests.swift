import Kubernetes
import Testing
import Value

@testable import Releases

/// What counts as moved since a plan was saved.
@Suite struct SavedPlanMovesTests {
    private let plan = SavedPlan(.uninstall(RemovalRequest(name: "demo", namespace: "apps")))

    typealias ObjectMove = (String?, String?, [String])
    typealias Mark = (Int, String, String)

    // MARK: - Objects

    @Test(
        arguments: [
            ("sha256:1", nil, []),
            ("sha256:2", nil, ["ConfigMap apps/demo-map was changed"]),
            (nil, nil, ["ConfigMap apps/demo-map is gone"]),
            ("sha256:1", "sha256:9", ["ConfigMap apps/demo-extra has been made"]),
        ] as [ObjectMove])
    func movedObjectsAreNamed(_ map: String?, _ extra: String?, _ words: [String]) {
        let now = [SeenObject(.map("demo-map"), digest: map), SeenObject(.map("demo-extra"), digest: extra)]
        #expect(SeenObject.moves(from: plan.seen, to: now) == words)
    }

    @Test func objectsThatComeAndGoInThePlanAreNamed() throws {
        try plan.checkTouched([.map("demo-extra"), .map("demo-map")])
        let error = try #require(throws: ReleaseError.self) {
            try plan.checkTouched([.map("demo-map"), .map("late")])
        }
        #expect(error.code == .moved)
        #expect(
            error.message.hasSuffix(
                "ConfigMap apps/late is affected, too; ConfigMap apps/demo-extra is no longer affected"),
            "\(error.message)")
    }

    @Test func manyMovesAreCounted() throws {
        let objects = plan.seen.map(\.object) + (0..<30).map { ObjectReference.map("\($0)") }
        let error = try #require(throws: ReleaseError.self) { try plan.checkTouched(objects) }
        #expect(error.message.hasSuffix("ConfigMap apps/9 is affected, too; and 20 more"), "\(error.message)")
        #expect(error.hint?.hasSuffix("nothing was changed") == true)
    }

    @Test func onlyNamedObjectsAreLookedAt() {
        let nameless = ReleaseObject(
            value: ["metadata": ["generateName": "x-", "namespace": "apps"]], type: .configMaps, path: "t.yaml")
        #expect([Self.map, nameless].references == [.map("web")])
    }

    private static let map = ReleaseObject(
        value: ["metadata": ["name": "web", "namespace": "apps"]], type: .configMaps, path: "t.yaml")

    private func digest(_ metadata: Object, data: String = "1", status: Value = .null) -> String? {
        SeenObject(
            .map("web"), live: ["metadata": .object(metadata), "data": ["text": .string(data)], "status": status]
        ).digest
    }

    @Test func whatTheServerCountsIsNoMove() {
        let before = digest(["uid": "u", "resourceVersion": "1", "generation": 1])
        #expect(before == digest(["uid": "u", "resourceVersion": "2", "generation": 7], status: ["ready": 1]))
        #expect(before == digest(["resourceVersion": "2", "uid": "u", "managedFields": [["manager": "x"]]]))
        #expect(before != digest(["uid": "u"], data: "2"))
        // Another object of the same name and content.
        #expect(before != digest(["uid": "v"]))
        #expect(before != digest(["uid": "u", "labels": ["a": "b"]]))
        #expect(SeenObject(.map("web"), live: nil).digest == nil)
    }

    // MARK: - History

    private func keys(_ marks: [Mark]) -> [ReleaseStorage.Key] {
        marks.map {
            ReleaseStorage.Key(
                object: "s\($0.0)", namespace: "apps", release: "demo", revision: $0.0, status: $0.1, uid: $0.2)
        }
    }

    @Test(
        arguments: [
            ([(1, "superseded", "a"), (2, "deployed", "b")], nil),
            (
                [(1, "superseded", "a"), (2, "superseded", "b"), (3, "deployed", "c")],
                "revision 2 (deployed) was the last one when it was made, and revision 3 (deployed) is now"
            ),
            ([], "revision 2 (deployed) was the last one when it was made, and no revision is now"),
            (
                [(1, "superseded", "a"), (2, "pending-upgrade", "b")],
                "revision 2 (deployed) was the last one when it was made, and revision 2 (pending-upgrade) is now"
            ),
            ([(2, "deployed", "b")], "the history of the release has changed, its last is still revision 2 (deployed)"),
            (
                [(1, "superseded", "a"), (2, "deployed", "another")],
                "the history of the release has changed, its last is still revision 2 (deployed)"
            ),
        ] as [([Mark], String?)])
    func historyThatMovedIsNamed(_ marks: [Mark], _ words: String?) throws {
        guard let words else { return try plan.checkHistory(keys(marks)) }
        let error = try #require(throws: ReleaseError.self) { try plan.checkHistory(keys(marks)) }
        #expect(error.code == .moved)
        #expect(error.message == "the plan of \(plan.created) no longer fits: \(words)")
    }

    // MARK: - Cluster

    @Test func theSameClusterBehindAnotherAddressIsTaken() throws {
        #expect(try plan.checkCluster(ClusterIdentity(server: "https://two", kubeSystemUID: "uid-1")) == nil)
    }

    @Test func anotherClusterIsRefusedF28() throws {
        let other = ClusterIdentity(server: "https://one:6443", kubeSystemUID: "uid-2")
        let error = try #require(throws: ReleaseError.self) { try plan.checkCluster(other) }
        #expect(error.code == .moved)
        #expect(error.message.contains("uid-1") && error.message.contains("uid-2"))
    }

    @Test func aClusterThatCannotBeToldIsUndecidedF28F32() throws {
        let unknown = ClusterIdentity(server: "https://one:6443", kubeSystemUID: nil, note: "not for you")
        let error = try #require(throws: ReleaseError.self) { try plan.checkCluster(unknown) }
        #expect(error.code == .forbidden)
        #expect(error.message.hasSuffix("not for you"))
    }

    @Test func withoutAnIdentityTheAddressDecidesAndThisIsSaidF28() throws {
        var plan = plan
        plan.cluster = ClusterIdentity(server: "https://one:6443", kubeSystemUID: nil)
        let here = ClusterIdentity(server: "https://one:6443", kubeSystemUID: nil, note: "not for you")
        #expect(try plan.checkCluster(here)?.contains("by its address alone: not for you") == true)
        let there = ClusterIdentity(server: "https://two:6443", kubeSystemUID: nil)
        let error = try #require(throws: ReleaseError.self) { try plan.checkCluster(there) }
        #expect(error.code == .moved)
    }
}
