import Charts
import Formats
import Kubernetes
import Value
import Waiting
import YAML

/// Runs a release's hooks of one event: by weight, then name, each to its end before the next (`pkg/action/hooks.go`).
struct HookRunner: Sendable {
    let client: KubernetesClient
    let reader: ObjectReader
    var applier: Applier
    let progress: Progress
    /// For each hook, and for each removal of what it made; nil gives all of them the applier's time together.
    var timeForEach: Duration?
    /// Stores the record after each change.
    let save: @Sendable (inout StoredRelease) async throws -> Void

    private var deadline: Deadline { applier.deadline }

    /// A hook, and what it made in the cluster.
    struct Made: Sendable {
        var hook: StoredHook
        var objects: [ReleaseObject]
    }

    /// What has run, and is there until it is cleaned up.
    struct Round: Sendable {
        /// In the order in which they ran; the failed one comes last.
        var made: [Made] = []
        /// Of the last one.
        var failure: (any Error)?
    }

    func run(_ event: HookEvent, of record: inout StoredRelease) async throws {
        let round = try await execute(event, of: &record)
        try await cleanUp(round)
        if let failure = round.failure { throw failure }
    }

    /// Runs the hooks, and leaves what they made where it is.
    ///
    /// - Returns: what has run, the hook that failed included.
    /// - Throws: `CancellationError`, and what kept a hook from starting.
    func execute(
        _ event: HookEvent, of record: inout StoredRelease, only isChosen: (StoredHook) -> Bool = { _ in true }
    ) async throws -> Round {
        var round = Round()
        for (index, hook) in Self.order(record.hooks, event) where isChosen(hook) {
            progress.say("\(event.rawValue) hook \(hook.kind) \(hook.name)")
            let runner = renewed
            var made = Made(
                hook: hook, objects: try await Self.objects(of: hook, reader, release: applier.release))
            try await runner.makeWay(for: made, of: record)
            let started = timestamp()
            record.noteRun(ofHook: index, started: started, completed: nil, phase: "Running")
            try await save(&record)
            do {
                for index in made.objects.indices {
                    made.objects[index] = try await runner.apply(made.objects[index])
                }
                try await runner.waitUntilDone(made.objects, event: event)
            } catch {
                record.noteRun(ofHook: index, started: started, completed: timestamp(), phase: "Failed")
                if error is CancellationError { throw error }
                round.made.append(made)
                round.failure = error
                try await tellLogs(of: made, .onFailed)
                return round
            }
            record.noteRun(ofHook: index, started: started, completed: timestamp(), phase: "Succeeded")
            round.made.append(made)
        }
        return round
    }

    /// Shows the logs of what has ended well and removes what it made, as the policies of the hooks say.
    ///
    /// After a failure, what cannot be removed is a warning: it must not hide why the hook failed.
    func cleanUp(_ round: Round) async throws {
        guard round.failure != nil, let failed = round.made.last else {
            for made in round.made.reversed() {
                try await tellLogs(of: made, .onSucceeded)
                if made.hook.deletePolicies.contains(.hookSucceeded) { try await renewed.delete(made.objects) }
            }
            return
        }
        let goes =
            [failed].filter { $0.hook.deletePolicies.contains(.hookFailed) }
            + round.made.dropLast().filter { $0.hook.deletePolicies.contains(.hookSucceeded) }
        for made in goes {
            do {
                try await renewed.delete(made.objects)
            } catch let error as CancellationError {
                throw error
            } catch {
                progress.warn("what hook \(made.hook.kind) \(made.hook.name) made could not be removed: \(error)")
            }
        }
    }

    /// Shows what the hook's pods have written, where the chart asks for it; what cannot be read is said instead.
    private func tellLogs(of made: Made, _ policy: HookOutputLogPolicy) async throws {
        guard made.hook.outputLogPolicies.contains(policy) else { return }
        // With one more, it is known whether any are left out.
        for log in try await HookLogs(client: client).read(made.objects, last: NativeLimits.hookLogLines + 1) {
            let place = log.container.isEmpty ? log.pod : "\(log.pod) (\(log.container))"
            if let problem = log.problem {
                progress.warn("the log of hook \(made.hook.kind) \(made.hook.name) is not shown: \(place): \(problem)")
                continue
            }
            for line in log.lastLines(NativeLimits.hookLogLines) { progress.quote(line, from: place) }
        }
    }

    /// Those of an event in the order in which they run, each with its place in the record; pure.
    static func order(_ hooks: [StoredHook], _ event: HookEvent) -> [(Int, StoredHook)] {
        hooks.enumerated().filter { $0.element.events.contains(event.rawValue) }
            .sorted { left, right in
                if left.element.weight != right.element.weight { return left.element.weight < right.element.weight }
                if left.element.name != right.element.name { return left.element.name < right.element.name }
                return left.offset < right.offset
            }
            .map { ($0.offset, $0.element) }
    }

    /// The same with its time to begin anew, where each hook has its own.
    private var renewed: HookRunner {
        guard let timeForEach else { return self }
        var copy = self
        copy.applier.deadline = Deadline(timeForEach, idle: deadline.idle, clock: deadline.clock)
        return copy
    }

    private func timestamp() -> String { CivilTime.recordText(client.options.environment.now()) }

    static func objects(
        of hook: StoredHook, _ reader: ObjectReader, release: String
    ) async throws -> [ReleaseObject] {
        let documents: [YAMLDocument]
        do {
            documents = try YAML.decodeAll(hook.manifest, file: hook.path, rules: .helm)
        } catch {
            throw ReleaseError(
                .recordUnreadable, "hook \(hook.name) cannot be read: \(error)", release: release, underlying: error)
        }
        return try await reader.objects(
            documents.map(\.value).filter { $0.object != nil }.map {
                RenderedManifest(sourcePath: hook.path, text: "", value: $0)
            })
    }

    // MARK: - What is there already

    /// Frees the names that the hook needs (F8).
    ///
    /// A Job or pod runs once: one that a former run left would pass, or fail, in the place of the new one. So it goes
    /// whatever its policies say, once it is proven to be a former run's.
    private func makeWay(for made: Made, of record: StoredRelease) async throws {
        guard !made.hook.deletePolicies.contains(.beforeHookCreation) else { return try await delete(made.objects) }
        for object in made.objects where Self.runsOnce(object.type) {
            guard let name = object.name,
                let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
            else { continue }
            guard try await isOurs(live, object, record) else {
                throw ReleaseError(
                    .notOwned, "\(object.title) is there already, and no revision of this release has run it as a hook",
                    hint: "delete it, or give the hook the delete policy before-hook-creation",
                    release: applier.release)
            }
            progress.say("removing \(object.title), which a former run left")
            try await delete([object])
        }
    }

    private static func runsOnce(_ type: ResourceType) -> Bool {
        (type.kind == "Job" && type.group == "batch") || (type.kind == "Pod" && type.group.isEmpty)
    }

    /// The object says that it is a hook, and a record of the release says that it ran it.
    private func isOurs(_ live: Value, _ object: ReleaseObject, _ record: StoredRelease) async throws -> Bool {
        let annotations = live["metadata"]?["annotations"]
        guard annotations?["helm.sh/hook"] != nil, annotations?[Ownership.releaseName] == nil else { return false }
        let storage = ReleaseStorage(client: client)
        let stored = try await storage.read(storage.keys(like: record))
        for hook in (stored + [record]).flatMap(\.hooks)
        where hook.lastRun != nil && hook.kind == object.type.kind && hook.name == object.name {
            let objects = try await Self.objects(of: hook, reader, release: applier.release)
            if objects.contains(where: { $0.key == object.key }) { return true }
        }
        return false
    }

    /// Deletes and waits until the server has let go, so that the name is free (F8). CRDs always stay.
    private func delete(_ objects: [ReleaseObject]) async throws {
        for object in objects where !object.isCRD {
            guard let name = object.name,
                let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
            else { continue }
            // With its uid a delete whose answer was lost can be sent again.
            let options = DeleteOptions(propagation: .background, uid: live["metadata"]?["uid"]?.string)
            _ = try await client.deleteIfPresent(object.type, name, namespace: object.namespace, options: options)
        }
        let former = objects.filter { !$0.isCRD }.compactMap { object in
            object.name.map {
                Awaited(
                    object.type, $0, namespace: object.namespace, .gone(uid: nil),
                    title: "the former \(object.title) of a hook")
            }
        }
        try await wait(for: former, hint: "see what holds it: its finalizers, or its pods on a dead node")
    }

    // MARK: - Waiting

    /// Jobs and pods run to their end; other objects are done once they exist.
    private func waitUntilDone(_ objects: [ReleaseObject], event: HookEvent) async throws {
        let runs = objects.compactMap { object -> Awaited? in
            guard let name = object.name, Self.runsOnce(object.type) else { return nil }
            return Awaited(
                object.type, name, namespace: object.namespace, .ended,
                title: "\(event.rawValue) hook \(object.title)")
        }
        do {
            try await wait(for: runs)
        } catch var error as ReleaseError where error.code == .notReady {
            error.code = event == .test ? .testFailed : .hookFailed
            throw error
        }
    }

    private func wait(for awaited: [Awaited], hint: String? = nil) async throws {
        try await ReleaseWait(client: client, deadline: deadline, release: applier.release, progress: progress)
            .run(awaited, hint: hint)
    }

    /// - Returns: the object with the name that it has in the cluster: some hooks leave it to the server, and are waited
    ///   for all the same.
    private func apply(_ object: ReleaseObject) async throws -> ReleaseObject {
        guard object.name == nil else {
            for remark in try await applier.apply(object) { progress.warn(remark) }
            return object
        }
        var made = object
        made.value = try await applier.create(object)
        for remark in applier.lost(object, made.value) { progress.warn(remark) }
        return made
    }
}
