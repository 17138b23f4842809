import Charts
import Formats
import HTTP
import Kubernetes
import Readiness
import Value
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
            let objects = try await Self.objects(of: hook, reader, release: applier.release)
            if hook.deletePolicies.contains(.beforeHookCreation) { try await delete(objects) }
            let started = timestamp()
            record.noteRun(ofHook: index, started: started, completed: nil, phase: "Running")
            try await save(&record)
            do {
                for object in objects { _ = try await applier.apply(object) }
                for object in objects { try await waitUntilDone(object, event: event) }
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
        var pause = Duration.milliseconds(50)
        for object in objects where !object.isCRD {
            guard let name = object.name else { continue }
            while try await client.getIfPresent(object.type, name, namespace: object.namespace) != nil {
                guard !deadline.isOver else {
                    throw ReleaseError(
                        .timedOut,
                        "the former \(object.title) of a hook is still being deleted after "
                            + deadline.limit.limitText,
                        hint: "see what holds it: its finalizers, or its pods on a dead node",
                        release: applier.release)
                }
                try await deadline.sleep(pause)
                pause = min(pause * 2, NativeLimits.longestPause)
            }
        }
    }

    // MARK: - Waiting

    /// Jobs and pods run to their end; other objects are done once they exist.
    private func waitUntilDone(_ object: ReleaseObject, event: HookEvent) async throws {
        guard let name = object.name, ["Job", "Pod"].contains(object.type.kind),
            ["batch", ""].contains(object.type.group)
        else { return }
        var pause = Duration.milliseconds(100)
        while true {
            guard let live = try await client.getIfPresent(object.type, name, namespace: object.namespace) else {
                throw ReleaseError(
                    .hookFailed, "\(event.rawValue) hook \(object.title) was deleted by someone else while it ran",
                    release: applier.release)
            }
            switch Self.end(of: live) {
            case .succeeded: return
            case .failed(let reason):
                let log = try await lastLines(of: object)
                throw ReleaseError(
                    .hookFailed, "\(event.rawValue) hook \(object.title) failed: \(reason)\(log)",
                    hint: "read its log, then run again: the hook starts afresh", release: applier.release)
            case .running: break
            }
            guard !deadline.isOver else {
                let found = try await PodFinder(client: client.patient(for: .zero)).causes(of: live)
                throw ReleaseError(
                    .timedOut,
                    (["\(event.rawValue) hook \(object.title) has not ended after \(deadline.limit.limitText)"]
                        + found.causes.map(\.message)).joined(separator: ": ") + found.unreadText,
                    hint: found.causes.first?.hint ?? "give it more time with --timeout", release: applier.release)
            }
            try await deadline.sleep(pause)
            pause = min(pause * 2, NativeLimits.longestPause)
        }
    }

    enum End: Equatable {
        case running, succeeded
        case failed(String)
    }

    static func end(of live: Value) -> End {
        if live["kind"] == "Pod" {
            switch live["status"]?["phase"]?.string {
            case "Succeeded": return .succeeded
            case "Failed": return .failed(live["status"]?["message"]?.string ?? "its pod failed")
            default: return .running
            }
        }
        for condition in live["status"]?["conditions"]?.array ?? [] where condition["status"] == "True" {
            if condition["type"] == "Complete" { return .succeeded }
            if condition["type"] == "Failed" {
                let parts = [condition["reason"]?.string, condition["message"]?.string].compactMap { $0 }
                return .failed(parts.isEmpty ? "its job failed" : parts.joined(separator: ": "))
            }
        }
        return .running
    }

    /// What the hook's last pod wrote last, or why that cannot be read, which must not hide the failure; empty where
    /// there is no pod any more.
    private func lastLines(of object: ReleaseObject) async throws -> String {
        let client = client.patient(for: .zero)
        do {
            guard let name = object.name else { return "" }
            let pods =
                object.type.kind == "Pod"
                ? [name] : try await PodFinder(client: client).pods(ofJob: name, namespace: object.namespace)
            guard let pod = pods.last else { return "" }
            let body = try await client.logs(
                pod: pod, namespace: object.namespace, options: LogOptions(tailLines: NativeLimits.logLines))
            let text = String(decoding: try await body.collect(upTo: 64 << 10), as: UTF8.self)
            return text.isEmpty ? "" : "; its log ends:\n\(text)"
        } catch let error as CancellationError {
            throw error
        } catch {
            return "; its log could not be read: \(error)"
        }
    }
}
