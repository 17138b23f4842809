import Charts
public import Events
import Formats
import Kubernetes
import Value

/// A run of a release's tests; Helm's `test`.
public struct TestRequest: Sendable {
    public var name: String
    public var namespace: String
    public var filter: TestFilter
    /// For each test, and for each removal of what one has made.
    public var timeout: Duration
    /// Reads what the tests have written, before their policies delete them.
    public var wantsLogs: Bool

    public init(
        name: String, namespace: String, filter: TestFilter = TestFilter(), timeout: Duration = .seconds(300),
        wantsLogs: Bool = false
    ) {
        self.name = name
        self.namespace = namespace
        self.filter = filter
        self.timeout = timeout
        self.wantsLogs = wantsLogs
    }
}

/// What has become of a release's tests.
public struct TestedRelease: Sendable {
    /// With the runs of its tests.
    public var record: ReleaseRecord
    /// Empty where none were asked for.
    public var logs: [ContainerLog]
    /// Why a test failed; those after it did not run.
    public var failure: ReleaseError?
}

extension ReleaseEngine {
    /// Runs the tests of a release's last revision, whoever made it, and notes in its record how they went.
    ///
    /// - Returns: nil when there is no such release.
    /// - Throws: `ReleaseError` for what kept the tests from running; with code `locked` while a live run is at work on
    ///   the release. A test that fails is part of the result.
    public func test(
        _ request: TestRequest, phase: Event.Phase, events: any EventSink
    ) async throws -> TestedRelease? {
        try ReleaseRequest.validate(releaseName: request.name)
        let release = ReleaseName(name: request.name, namespace: request.namespace)
        guard let seen = try await storage.last(request.name, namespace: request.namespace) else { return nil }
        // What is known to be wrong takes no lock.
        _ = try Self.tests(of: seen, request, release)
        let engine = patient(within: request.timeout)
        let progress = Progress(sink: events, phase: phase, release: release.description)
        return try await engine.run(release, Deadline(request.timeout, clock: clock), progress) { run in
            guard let last = try await engine.current(release, run).last else { return nil }
            return try await engine.test(last, request, run)
        }
    }

    /// The names of those that are to run.
    private static func tests(
        of record: StoredRelease, _ request: TestRequest, _ release: ReleaseName
    ) throws(ReleaseError) -> [String] {
        guard record.status != .uninstalled else {
            throw ReleaseError(
                .invalidRequest, "it is uninstalled, so there is nothing to test", release: release.description)
        }
        let names = record.hooks.filter(\.isTest).map(\.name)
        try request.filter.check(names, of: release)
        return names.filter(request.filter.allows)
    }

    private func test(_ last: StoredRelease, _ request: TestRequest, _ run: RunContext) async throws -> TestedRelease {
        var record = last
        let release = ReleaseName(name: request.name, namespace: request.namespace)
        guard try !Self.tests(of: record, request, release).isEmpty else {
            return TestedRelease(record: record.summary, logs: [])
        }
        try await AccessCheck(client: client, release: release).require(
            try await needs(of: record, logs: request.wantsLogs))
        let storage = run.storage
        let hooks = HookRunner(
            client: run.client, reader: ObjectReader(client: run.client, namespace: record.namespace, crds: []),
            applier: Applier(client: run.client, deadline: run.deadline, release: run.release),
            progress: run.progress, timeForEach: request.timeout, save: { try await storage.update(&$0) })
        await run.recorder?.begin("test", "release \(run.release)")
        run.changes.set()
        let round: HookRunner.Round
        do {
            round = try await hooks.execute(.test, of: &record) { request.filter.allows($0.name) }
        } catch {
            try await note(&record, run)
            throw error
        }
        try await note(&record, run)
        let logs = request.wantsLogs ? try await HookLogs(client: run.client).read(round.made.flatMap(\.objects)) : []
        try await hooks.cleanUp(round)
        var failure = round.failure.map {
            $0 as? ReleaseError
                ?? ReleaseError(.testFailed, "\($0)", release: run.release, underlying: $0)
        }
        failure?.hasChanged = true
        run.recorder?.add(result: [
            "passed": .bool(failure == nil),
            "tests": .array(round.made.flatMap(\.objects).compactMap { $0.name.map(Value.string) }),
        ])
        return TestedRelease(record: record.summary, logs: logs, failure: failure)
    }

    /// Stores how the tests went, also when the run was cancelled. The release itself is as it was.
    private func note(_ record: inout StoredRelease, _ run: RunContext) async throws {
        let (storage, clock, noted) = (run.storage, client.options.clock, record)
        record = try await CancellationShield.run {
            try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                var record = noted
                try await storage.update(&record)
                return record
            }
        }
    }

    private func needs(of record: StoredRelease, logs: Bool) async throws -> AccessNeeds {
        var needs = AccessNeeds()
        needs.add(["update"], record.kind.type, in: record.namespace)
        needs.make(try await planner.hookObjects(of: record, for: [.test]), removing: true)
        if logs {
            var log = AccessRequest(verb: "get", .pods, namespace: record.namespace)
            log.subresource = "log"
            needs.add(log)
        }
        return needs
    }
}
