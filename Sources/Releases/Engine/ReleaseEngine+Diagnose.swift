import Charts
import Formats
import Kubernetes
import Value

/// What a bundle is to be about; made at any time.
public struct DiagnosticsRequest: Sendable {
    /// Such as `release apps/web`.
    public var title: String
    /// By name and namespace.
    public var releases: [(name: String, namespace: String)] = []
    /// Refuses releases that are not there, instead of saying so in the bundle.
    public var mustExist = true
    /// All that is in them, whosever it is.
    public var namespaces: [String] = []
    /// Label selectors of pods that no release holds, by namespace.
    public var selectors: [String: [String]] = [:]
    /// Texts for the bundle, by their paths in it.
    public var notes: [(path: String, text: String)] = []

    public init(title: String) { self.title = title }
}

/// Where bundles of failed runs go.
public protocol BundleKeeping: Sendable {
    /// - Parameter name: for the file, without its ending.
    /// - Returns: where it is, for people.
    func keep(_ bundle: DiagnosticsBundle, named name: String) throws -> String
}

extension ReleaseEngine {
    /// Gathers what can be seen of releases and namespaces; changes nothing.
    ///
    /// What cannot be read is said in the bundle.
    /// - Throws: `ReleaseError` with code `invalidRequest` when a release is not there, and `CancellationError`.
    public func diagnose(_ request: DiagnosticsRequest) async throws -> DiagnosticsBundle {
        var subject = DiagnosticsSubject(title: request.title)
        subject.wholeNamespaces = Set(request.namespaces)
        subject.selectors = request.selectors
        subject.notes = request.notes.map { DiagnosticsSubject.Note(path: $0.path, text: $0.text) }
        for release in request.releases {
            let name = ReleaseName(name: release.name, namespace: release.namespace)
            subject.add(try await self.subject(name, mustExist: request.mustExist))
        }
        for namespace in request.namespaces {
            do {
                let found = try await storage.look(release: nil, namespace: namespace)
                subject.unread += found.gaps.filter { $0.kind == storage.mainKind }.map(\.description)
                for name in Set(found.keys.map(\.release)).sorted() {
                    subject.add(
                        try await self.subject(ReleaseName(name: name, namespace: namespace), mustExist: false))
                }
            } catch let error as KubernetesError {
                subject.unread.append("releases of namespace \(namespace): \(error)")
            }
        }
        return try await DiagnosticsGatherer(client: client).gather(subject)
    }

    private func subject(_ release: ReleaseName, mustExist: Bool) async throws -> DiagnosticsSubject {
        var subject = DiagnosticsSubject(title: "release \(release)", namespaces: [release.namespace])
        do {
            let history = try await ReleaseHistory.read(release, from: storage)
            guard let last = history.last else {
                throw ReleaseError(
                    .invalidRequest, "there is no such release",
                    hint: "groundcrew release list --all-namespaces shows what there is", release: release.description)
            }
            subject.objects = try await planner.formerObjects(history)
            let events = Set(last.hooks.filter { $0.lastRun != nil }.flatMap(\.events))
            subject.objects += try await planner.hookObjects(
                of: last, for: HookEvent.allCases.filter { events.contains($0.rawValue) })
            subject.notes = [
                .init(path: "release/\(release.name).txt", text: DiagnosticsSubject.history(of: history.living))
            ]
        } catch let error as ReleaseError where error.code != .invalidRequest || !mustExist {
            subject.unread.append("\(error)")
        } catch let error as KubernetesError {
            subject.unread.append("release \(release): \(error)")
        }
        return subject
    }

    /// Keeps what can be seen of a run that has failed, before anything of it is undone.
    ///
    /// - Returns: where it is; nil where no place was given, or it could not be written, which is said.
    /// - Throws: `CancellationError` alone.
    func remember(_ plan: ReleasePlan, _ run: RunContext, _ error: any Error) async throws -> String? {
        guard let bundles else { return nil }
        run.progress.say("gathering what can be seen of it")
        let subject = DiagnosticsSubject(plan, error: error, events: run.tape.text)
        let bundle = try await DiagnosticsGatherer(client: client).gather(subject)
        do {
            return try bundles.keep(bundle, named: bundleName(plan.request.name))
        } catch {
            run.progress.warn("what was seen of it could not be written to a file: \(error)")
            return nil
        }
    }

    /// Such as `groundcrew-web-20261129T120000Z`.
    public func bundleName(_ name: String) -> String {
        let time = CivilTime(secondsSince1970: Int64(client.options.environment.now())).text
        return "groundcrew-\(name)-\(time.filter { $0 != "-" && $0 != ":" })"
    }
}
