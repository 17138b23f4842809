import Value

/// For which processors images are made, against those of the nodes that their pods may go to; pure.
enum ImagePlatforms {
    /// Whether there is anything to ask: nearly every image is made for amd64.
    static func matter(to nodes: [NodeFact]) -> Bool {
        nodes.contains { !$0.architecture.isEmpty && $0.architecture != "amd64" }
    }

    /// Of the pods that follow from rendered objects, each once.
    static func images(of rendered: Value) -> [String] {
        let objects = (rendered.array ?? []).flatMap { $0["objects"]?.array ?? [] }
        let pods = objects.flatMap { $0["pods"]?.array ?? [] }.filter { $0["exact"] == true }
        return Set(pods.flatMap { ClusterObject.texts($0["images"]) }).sorted()
    }

    /// Those that a manifest names; none where it is of one image alone, whose configuration says it.
    static func architectures(of manifest: Value) -> [String] {
        let platforms = (manifest["manifests"]?.array ?? []).compactMap { $0["platform"] }
        // Attestations stand beside images, for no processor.
        let named = platforms.filter { $0["os"]?.string == "linux" }.compactMap { $0["architecture"]?.string }
        return Set(named).sorted()
    }

    // MARK: - What checks see

    /// What checks see as `platforms`.
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let asked = (try facts.known(.imagePlatforms).array ?? []).filter { $0["state"] != "unprobed" }
        let nodes = try facts.nodes().filter { $0.isReady == true && !$0.isCordoned && !$0.architecture.isEmpty }
        let rendered = try facts.known(.rendered)
        let pods = rendered.isNull ? [] : RenderedView(rendered, subject: facts.subject).value["pods"]?.array ?? []
        var wrong: [Value] = []
        var partly: [Value] = []
        for misfit in pods.flatMap({ misfits($0, asked, nodes) }) {
            if misfit.isForNone { wrong.append(misfit.value) } else { partly.append(misfit.value) }
        }
        let untold = asked.filter { $0["state"] != "known" }
        var counts: [String: Int64] = [:]
        for node in nodes { counts.add(1, to: node.architecture) }
        return [
            "asked": .bool(!asked.isEmpty), "architectures": Value(counts: counts), "wrong": .array(wrong),
            "partly": .array(partly),
            "unasked": .array(untold.map { ["image": $0["image"] ?? "", "message": $0["message"] ?? ""] }),
        ]
    }

    private struct Misfit {
        var value: Value
        /// Whether no node that its pod may go to is one that it is made for.
        var isForNone: Bool
    }

    private static func misfits(_ pod: Value, _ asked: [Value], _ nodes: [NodeFact]) -> [Misfit] {
        guard pod["exact"] == true else { return [] }
        let there = Set(nodes.filter { takes($0, pod) }.map(\.architecture))
        var misfits: [Misfit] = []
        for image in ClusterObject.texts(pod["images"]) {
            let made = ClusterObject.texts(asked.first { $0["image"]?.string == image }?["architectures"])
            let others = there.subtracting(made)
            guard !made.isEmpty, !others.isEmpty else { continue }
            let value: Value = [
                "object": pod["object"] ?? "", "owner": pod["owner"] ?? "", "image": .string(image),
                "made": .string(made.joined(separator: ", ")),
                "nodes": .string(others.sorted().joined(separator: ", ")),
            ]
            misfits.append(Misfit(value: value, isForNone: others == there))
        }
        return misfits
    }

    /// As far as the labels that facts keep tell.
    private static func takes(_ node: NodeFact, _ pod: Value) -> Bool {
        let tolerations = (pod["tolerations"]?.array ?? []).map(Toleration.init)
        guard node.taints(notToleratedBy: tolerations, holding: []).isEmpty else { return false }
        for (key, wanted) in pod["nodeSelector"]?.object ?? [:] where Accelerator.isKept(label: key) {
            guard node.labels[key] == wanted.string else { return false }
        }
        return true
    }
}
