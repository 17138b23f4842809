import Kubernetes
import Repositories
import Testing
import Value

@testable import Releases

/// Saved plans at the edges of what they may hold.
@Suite struct SavedPlanEdgeTests {
    private static let back = SavedPlan(.rollback(RollbackRequest(name: "demo", namespace: "apps", revision: 2)))
    private static let removal = SavedPlan(.uninstall(RemovalRequest(name: "demo", namespace: "apps")))

    /// The file with its plan changed and signed anew, read again.
    private func read(_ plan: SavedPlan, _ edit: (inout Object) -> Void) throws -> SavedPlan {
        var document = try #require(try Value(json: plan.fileBytes()).object)
        var content = try #require(document["plan"]?.object)
        edit(&content)
        document["plan"] = .object(content)
        document["digest"] = .string(SavedPlan.digest(of: .object(content)))
        return try SavedPlan(file: Value.object(document).jsonBytes(), name: "f")
    }

    /// One field of a part of the plan.
    private func read(_ plan: SavedPlan, _ part: String, _ key: String, _ value: Value) throws -> SavedPlan {
        try read(plan) { content in
            var fields = content[part]?.object ?? [:]
            fields[key] = value
            content[part] = .object(fields)
        }
    }

    private func expect(_ words: String, _ read: () throws -> SavedPlan) {
        do {
            _ = try read()
            Issue.record("it was read")
        } catch {
            #expect("\(error)" == "f: \(words)")
        }
    }

    typealias Option = (String, Value, String)

    @Test(
        arguments: [
            ("historyLimit", -1, "historyLimit is -1; it must be from 0 to 1000000"),
            ("historyLimit", 1_000_001, "historyLimit is 1000001; it must be from 0 to 1000000"),
            ("crds", "melt", "crds is 'melt'; it must be one of create, upgrade, skip"),
            ("onFailure", "panic", "onFailure is 'panic'; it must be one of fail, hold, rollback"),
            ("fieldValidation", "lax", "fieldValidation is 'lax'; it must be one of Strict, Warn, Ignore"),
            ("acceptedCRDChanges", ["all"], "acceptedCRDChanges holds 'all', which is not a class of changes"),
            ("idleTimeout", 0, "idleTimeout is 0.0"), ("idleTimeout", 31_536_001, "idleTimeout is 31536001.0"),
            ("idleTimeout", "1m", "idleTimeout is a string, not a number"),
            ("description", 3, "description is an integer, not a string"), ("runsHooks", .null, "runsHooks is missing"),
            ("fieldChoices", ["more": 1], "fieldChoices.more is not known here"),
            (
                "fieldChoices", ["takesAll": false, "take": ["replicas"]],
                "fieldChoices.take holds what is wrong: \"replicas\" is not a field"
            ),
        ] as [Option])
    func optionsThatNobodyCouldGiveAreRefused(_ key: String, _ value: Value, _ words: String) throws {
        var options = try #require(ReleaseOptions().saved.object)
        options[key] = value
        let plan = try SavedPlanFileTests.plan()
        expect("plan.revision.options.\(words)") { try read(plan, "revision", "options", .object(options)) }
        expect("plan.rollback.options.\(words)") { try read(Self.back, "rollback", "options", .object(options)) }
    }

    typealias Limit = (Value, Duration?, String)

    @Test(
        arguments: [
            (0, .zero, ""), (0.5, .milliseconds(500), ""), (31_536_000, .seconds(31_536_000), ""),
            (31_536_001, nil, "timeoutSeconds is 31536001.0"), ("90s", nil, "timeoutSeconds is a string, not a number"),
        ] as [Limit])
    func aTimeIsUpToAYear(_ seconds: Value, _ time: Duration?, _ words: String) throws {
        guard let time else {
            return expect("plan.uninstall.\(words)") { try read(Self.removal, "uninstall", "timeoutSeconds", seconds) }
        }
        #expect(try read(Self.removal, "uninstall", "timeoutSeconds", seconds).work.timeout == time)
        #expect(try read(Self.back, "rollback", "timeoutSeconds", seconds).work.timeout == time)
    }

    /// The one before the last is another one once history has moved.
    @Test func aRollbackNamesItsRevision() throws {
        let words = "plan.rollback.revision is 0; it must be from 1 to 2147483647"
        expect(words) { try read(Self.back, "rollback", "revision", 0) }
        let vague = SavedPlan(.rollback(RollbackRequest(name: "demo", namespace: "apps")))
        expect(words) { try read(vague) { _ in } }
        guard case .rollback(let request) = try read(Self.back, "rollback", "waits", false).work else {
            Issue.record("another kind of work")
            return
        }
        #expect(!request.waits)
        expect("plan.waits is not known here") { try read(Self.back) { $0["waits"] = false } }
    }

    @Test func eachPartHasItsType() throws {
        let plan = try SavedPlanFileTests.plan()
        expect("plan.changes is a string, not an object") { try read(plan) { $0["changes"] = "x" } }
        expect("plan.cluster.more is not known here") { try read(plan, "cluster", "more", 1) }
        expect("plan.revision.crds[0] is an integer, not a string") { try read(plan, "revision", "crds", [1]) }
        expect("plan.revision.more is not known here") { try read(plan, "revision", "more", 1) }
        expect("plan.revision.values is an array, not an object") { try read(plan, "revision", "values", []) }
        expect("plan.revision.record is of another release, apps/demo") { try read(plan) { $0["namespace"] = "b" } }
    }

    @Test func whatWasNotKnownStaysUnknown() throws {
        let read = try read(try SavedPlanFileTests.plan()) { content in
            content["verb"] = "install"
            content["driver"] = "helm"
            content["cluster"] = ["server": "https://one", "kubeSystemUID": .null]
            content["history"] = []
            content["seen"] = [["apiVersion": "v1", "kind": "Namespace", "name": "apps", "digest": .null]]
        }
        #expect(read.verb == "install" && read.driver == "helm")
        #expect(read.cluster == ClusterIdentity(server: "https://one", kubeSystemUID: nil))
        #expect(read.history.isEmpty)
        let namespace = ObjectReference(apiVersion: "v1", kind: "Namespace", name: "apps")
        #expect(read.seen == [SeenObject(namespace, digest: nil)])
    }

    /// The digest is of what is meant: another writer of JSON may have had the file.
    @Test func theOrderOfKeysIsNoEdit() throws {
        let plan = try SavedPlanFileTests.plan()
        let sorted = try Value(json: plan.fileBytes()).jsonBytes(sortedKeys: true)
        #expect(try SavedPlan(file: sorted, name: "f").fileBytes().count == plan.fileBytes().count)
    }

    @Test func aPlanWithoutItsChartIsNotSaved() throws {
        var plan = try SavedPlanFileTests.plan()
        guard case .make(var revision) = plan.work else {
            Issue.record("another kind of work")
            return
        }
        revision.request.chart = .source(.archive(url: "https://charts.example.com/web-1.0.0.tgz"))
        plan.work = .make(revision)
        let unsaved = plan
        let error = #expect(throws: ReleaseError.self) { _ = try unsaved.fileBytes() }
        #expect(error?.description == "release apps/demo: the plan has no chart at hand")
    }

    // MARK: - Moves

    @Test(arguments: [(10, ""), (11, "; and 1 more")])
    func tenMovesAreNamedAndTheRestCounted(_ count: Int, _ end: String) throws {
        let moves = (1...count).map { "move \($0)" }
        let error = #expect(throws: ReleaseError.self) { try Self.removal.check(moves) }
        #expect(error?.message.hasSuffix("move 9; move 10\(end)") == true, "\(String(describing: error))")
        try Self.removal.check([])
    }

    @Test func whatWasNotThereAndIsNotThereHasNotMoved() {
        let absent = [SeenObject(.map("a"), digest: nil)]
        #expect(SeenObject.moves(from: absent, to: absent).isEmpty)
    }

    @Test func whyAnIdentityIsUnknownIsSaidAsFarAsItIsKnown() throws {
        let error = #expect(throws: ReleaseError.self) {
            _ = try Self.removal.checkCluster(ClusterIdentity(server: "https://one:6443", kubeSystemUID: nil))
        }
        #expect(error?.message.hasSuffix("whether this is it cannot be told: its identity is unknown") == true)
        var plan = Self.removal
        plan.cluster.kubeSystemUID = nil
        // Now it may be looked at, and then it was not.
        let note = try plan.checkCluster(ClusterIdentity(server: "https://one:6443", kubeSystemUID: "uid-1"))
        #expect(note?.hasSuffix("the plan was made without the right to look closer") == true)
    }
}
