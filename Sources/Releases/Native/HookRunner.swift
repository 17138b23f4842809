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
    let applier: Applier
    let progress: Progress
    /// Stores the record after each change.
    let save: @Sendable (inout StoredRelease) async throws -> Void

    private var deadline: Deadline { applier.deadline }

    func run(_ event: HookEvent, of record: inout StoredRelease) async throws {
        let chosen = record.hooks.enumerated()
            .filter { $0.element.events.contains(event.rawValue) }
            .sorted { left, right in
                if left.element.weight != right.element.weight { return left.element.weight < right.element.weight }
                if left.element.name != right.element.name { return left.element.name < right.element.name }
                return left.offset < right.offset
            }
        var done: [(StoredHook, [ReleaseObject])] = []
        for (index, hook) in chosen {
            progress.say("\(event.rawValue) hook \(hook.kind) \(hook.name)")
            var objects = try await Self.objects(of: hook, reader, release: applier.release)
            if hook.deletePolicies.contains(.beforeHookCreation) { try await delete(objects) }
            let started = timestamp()
            record.noteRun(ofHook: index, started: started, completed: nil, phase: "Running")
            try await save(&record)
            do {
                for index in objects.indices { objects[index] = try await apply(objects[index]) }
                try await waitUntilDone(objects, event: event)
            } catch {
                record.noteRun(ofHook: index, started: started, completed: timestamp(), phase: "Failed")
                if !(error is CancellationError) {
                    if hook.deletePolicies.contains(.hookFailed) { try await delete(objects) }
                    for (hook, objects) in done where hook.deletePolicies.contains(.hookSucceeded) {
                        try await delete(objects)
                    }
                }
                throw error
            }
            record.noteRun(ofHook: index, started: started, completed: timestamp(), phase: "Succeeded")
            done.append((hook, objects))
        }
        for (hook, objects) in done.reversed() where hook.deletePolicies.contains(.hookSucceeded) {
            try await delete(objects)
        }
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
            guard let name = object.name, ["Job", "Pod"].contains(object.type.kind),
                ["batch", ""].contains(object.type.group)
            else { return nil }
            return Awaited(
                object.type, name, namespace: object.namespace, .ended,
                title: "\(event.rawValue) hook \(object.title)")
        }
        do {
            try await wait(for: runs)
        } catch var error as ReleaseError where error.code == .notReady {
            error.code = .hookFailed
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
            _ = try await applier.apply(object)
            return object
        }
        var made = object
        made.value = try await applier.create(object)
        return made
    }
}
