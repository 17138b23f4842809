import Value

/// ConfigMaps and Secrets by the pods that need them; pure.
enum PodSourceUse {
    /// - Parameter known: the fact; null where there was none to look at.
    /// - Throws: where one was not looked at.
    static func value(_ rendered: RenderedView, for subject: Subject, known: Value) throws(UnknownReason) -> Value {
        var entries: [Value] = []
        for pod in rendered.pods where PodSource.isJudged(pod["owner"]) {
            for source in PodSource.named(by: pod, in: pod["namespace"]) where !source.isToken(of: subject) {
                let entry = try seen(source, rendered, known).merged(with: [
                    "object": pod["object"] ?? "",
                    "sure": .bool(pod["exact"] == true && !isMadeByOthers(rendered, pod["owner"])),
                ])
                if !entries.contains(entry) { entries.append(entry) }
            }
        }
        return .array(entries)
    }

    private static func seen(
        _ source: PodSource, _ rendered: RenderedView, _ known: Value
    ) throws(UnknownReason) -> Value {
        if source.comes(with: rendered.objects) { return source.entry(.coming) }
        let entry = (known.array ?? []).first {
            $0["kind"]?.string == source.kind.rawValue && $0["namespace"]?.string == source.namespace
                && $0["name"]?.string == source.name
        }
        guard let entry else {
            throw UnknownReason(
                .notGathered,
                "the facts were gathered without \(source.kind.rawValue) \(source.namespace)/\(source.name)")
        }
        return entry
    }

    /// Whether an operator gets something of the same part to do, and may make what its pods need: a certificate, say.
    private static func isMadeByOthers(_ rendered: RenderedView, _ owner: Value?) -> Bool {
        rendered.objects.contains { object in
            guard object["owner"] == owner, let apiVersion = object["apiVersion"]?.string else { return false }
            let group = apiVersion.contains("/") ? apiVersion.prefix { $0 != "/" } : ""
            return group.contains(".") && !group.hasSuffix(".k8s.io")
        }
    }
}
