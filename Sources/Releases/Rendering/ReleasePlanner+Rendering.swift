import Charts
import Kubernetes
import Value

extension ReleasePlanner {
    /// What a request would apply, before anything else about it is known.
    func rendering(of asked: ReleaseRequest) async throws -> RenderedRelease {
        let history = try await seenHistory(asked.id)
        try history.checkExists(asked)
        var result = RenderedRelease(asked.id)
        // No record tells what a post-renderer would make of the chart now.
        let mayBeTold = asked.postRenderer == nil
        if mayBeTold, let last = history.last, Self.asks(asked, for: last), Self.isMirrored(last, asked) {
            result.isUnchanged = true
            return result
        }
        let (request, resolved) = try await resolved(asked, history)
        result.chart = resolved
        if mayBeTold, let last = history.last, Self.isMade(last, of: resolved, request) {
            result.isUnchanged = true
            return result
        }
        let crds = try CRDDocument.all(in: resolved.chart)
        let capabilities = try await capabilities(with: crds, for: resolved.chart, values: request.values)
        let identity = history.next(request)
        let (rendered, mirroring) = try await render(
            request, resolved, identity: identity, capabilities: capabilities)
        if let last = history.last,
            try await isLast(rendered, last, request, resolved, capabilities, history)
        {
            result.isUnchanged = true
            return result
        }
        let verb: ReleaseVerb = history.isUpgrade ? .upgrade : .install
        var record = record(rendered, mirroring, request, identity, verb, crds, history)
        record.kind = try await recordKind(history, of: request.id)
        try checkRecord(record, history)
        result.recordBytes = try ReleaseStorage.size(of: record)
        try await fill(&result, rendered, crds, request, verb, history)
        return result
    }

    /// Who may not read records would make a first one.
    private func seenHistory(_ release: ReleaseName) async throws -> ReleaseHistory {
        do {
            return try await ReleaseHistory.read(release, from: storage, allowsGaps: true)
        } catch let error as KubernetesError where error.isMissingPermission {
            return ReleaseHistory(keys: [])
        }
    }

    // MARK: - Unchanged

    private static func isMirrored(_ last: StoredRelease, _ request: ReleaseRequest) -> Bool {
        request.options.mirrors.map { ImageMirroring.isDone($0, in: last) } ?? true
    }

    /// A chart that is the same, byte by byte, gives the same of the same values.
    private static func isMade(_ last: StoredRelease, of resolved: ResolvedChart, _ request: ReleaseRequest) -> Bool {
        last.status == .deployed && isSame(.object(last.values), .object(request.values))
            && last.isMade(of: resolved.chart) && isMirrored(last, request)
    }

    private func isLast(
        _ rendered: RenderedChart, _ last: StoredRelease, _ request: ReleaseRequest, _ resolved: ResolvedChart,
        _ capabilities: Capabilities, _ history: ReleaseHistory
    ) async throws -> Bool {
        guard last.status == .deployed, Self.isSame(.object(last.values), .object(request.values)),
            Self.isSame(last.chartMetadata, resolved.chart.metadata.value)
        else { return false }
        if Self.gives(rendered, last) { return true }
        // It may write the number of the revision somewhere.
        let (same, _) = try await render(
            request, resolved, identity: history.current(last), capabilities: capabilities)
        return Self.gives(same, last)
    }

    private static func gives(_ rendered: RenderedChart, _ last: StoredRelease) -> Bool {
        rendered.manifestText == last.manifest && rendered.hooks.map(\.text) == last.hooks.map(\.manifest)
    }

    // MARK: - Objects

    private struct Document: Sendable {
        var value: Value
        var path: String
    }

    private func fill(
        _ result: inout RenderedRelease, _ rendered: RenderedChart, _ crds: [CRDDocument], _ request: ReleaseRequest,
        _ verb: ReleaseVerb, _ history: ReleaseHistory
    ) async throws {
        let documents = rendered.manifests.flatMap { manifest in
            ObjectReader.flattened(manifest.value).map { Document(value: $0, path: manifest.sourcePath) }
        }
        let hooks = Self.hooks(of: rendered, request, verb)
        for document in documents + hooks { _ = try ObjectReader.kind(of: document.value, path: document.path) }
        let types = try await ObjectTypes.read(
            crds.map(\.value) + (documents + hooks).map(\.value), client: client)
        func objects(_ documents: [Document]) -> [ReleaseObject] {
            documents.compactMap { types.object($0.value)?.placed(in: request.namespace) }
        }
        let own = objects(documents).map { $0.owned(byRelease: request.name, in: request.namespace) }
        let applied = try await wanted(crds, request.options.crds, verb)
        let templates = own.compactMap { CRDDocument($0.value, path: "") }
        let left = try await judge(executor.upgradesCRDs ? applied + templates : templates, request, &result)
        let before = applied.filter { !left.contains($0.name) }.map(\.value)
        let after = objects(hooks).map(\.value)
        result.objects = before + own.map(\.value) + after
        result.hooks = Set((before.count + own.count)..<result.objects.count)
        let former = try await formerObjects(history)
        let known = Dictionary(former.map { ($0.key, $0.value) }) { first, _ in first }
        for (index, object) in own.enumerated() {
            guard let held = known[object.key] else { continue }
            result.held.insert(before.count + index)
            result.former[before.count + index] = held
        }
        let kept = Set(own.map(\.key))
        result.removed = former.filter { !kept.contains($0.key) }.map(\.value)
    }

    /// What the hooks around the run make.
    private static func hooks(
        of rendered: RenderedChart, _ request: ReleaseRequest, _ verb: ReleaseVerb
    ) -> [Document] {
        guard request.options.runsHooks else { return [] }
        return rendered.hooks.filter { hook in
            hook.events.contains(verb.hooksBefore) || hook.events.contains(verb.hooksAfter)
        }.flatMap { hook in
            ObjectReader.flattened(hook.value).map { Document(value: $0, path: hook.path) }
        }
    }

    /// - Returns: the names of those that stay as they are.
    private func judge(
        _ documents: [CRDDocument], _ request: ReleaseRequest, _ result: inout RenderedRelease
    ) async throws -> Set<String> {
        guard !documents.isEmpty else { return [] }
        do {
            let judgements = try await CRDSafety(
                client: client.patient(for: .zero), release: request.id, options: request.options
            ).judge(documents)
            result.crds = judgements.map(CheckedCRD.init)
            return Set(judgements.filter { $0.left != nil }.map(\.document.name))
        } catch let error as KubernetesError {
            result.crdProblem = error
            return []
        }
    }
}
