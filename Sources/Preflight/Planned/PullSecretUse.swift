import Value

/// Pull secrets by the pods that name them; pure.
enum PullSecretUse {
    /// - Parameter known: the fact; null where there was none to look at.
    /// - Throws: where one was not looked at.
    static func value(_ rendered: RenderedView, known: Value) throws(UnknownReason) -> Value {
        var entries: [Value] = []
        for pod in rendered.pods {
            for name in ClusterObject.texts(pod["pullSecrets"]) {
                let secret = PullSecret(namespace: pod["namespace"]?.string ?? "", name: name)
                let entry = try seen(secret, rendered, known).merged(with: [
                    "object": pod["object"] ?? "", "images": pod["images"] ?? [],
                ])
                let judged = isElsewhere(entry) ? entry.merged(with: ["state": "elsewhere"]) : entry
                if !entries.contains(judged) { entries.append(judged) }
            }
        }
        return .array(entries)
    }

    private static func seen(
        _ secret: PullSecret, _ rendered: RenderedView, _ known: Value
    ) throws(UnknownReason) -> Value {
        if rendered.objects.contains(where: secret.isItself) {
            return secret.entry(.present).merged(with: ["state": "coming"])
        }
        let entry = (known.array ?? []).first {
            $0["namespace"]?.string == secret.namespace && $0["name"]?.string == secret.name
        }
        guard let entry else {
            throw UnknownReason(
                .notGathered,
                "the facts were gathered without the pull secret \(secret.namespace)/\(secret.name)")
        }
        return entry
    }

    /// Whether it helps with none of the images; of those that an operator fills in, nothing is known.
    private static func isElsewhere(_ entry: Value) -> Bool {
        let images = ClusterObject.texts(entry["images"])
        let hosts = ClusterObject.texts(entry["hosts"])
        return entry["state"] == "present" && !images.isEmpty
            && !images.contains { PullSecret.covers(hosts, image: $0) }
    }
}
