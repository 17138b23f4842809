import Value

/// Pods that a rendered object asks for.
struct RenderedPod: Sendable, Hashable {
    /// How many are made at once; 0 for those that come later, as a CronJob's do.
    var replicas: Int64
    /// Whether there is one on each node that takes it.
    var isPerNode = false
    /// The object is one of Kubernetes', so that these and no others are its pods. Of what other objects hold, it is only
    /// likely.
    var isExact: Bool
    /// Where its spec stands in the object.
    var path: ValuePath
    var annotations: Object
    var spec: Value

    /// Those of one object, in the order in which it has them.
    ///
    /// - Parameter others: what comes with it, where its pods are made of several objects.
    static func all(in object: Value, beside others: [Value] = []) -> [RenderedPod] {
        if let pod = known(object) { return [pod] }
        guard let kind = object["kind"]?.string, !withoutPods.contains(kind) else { return [] }
        return ofRuntime(object, beside: others) ?? searched(object)
    }

    /// Kinds that may speak of containers, and start none.
    private static let withoutPods: Set<String> = [
        "CustomResourceDefinition", "ConfigMap", "Secret", "LimitRange", "ValidatingAdmissionPolicy",
        "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    ]

    // MARK: - Kubernetes' own

    private static func known(_ object: Value) -> RenderedPod? {
        let spec = object["spec"]
        switch (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "") {
        case ("v1", "Pod"):
            return RenderedPod(
                replicas: 1, isExact: true, path: path("spec"),
                annotations: object["metadata"]?["annotations"]?.object ?? [:], spec: spec ?? [:])
        case ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"),
            ("v1", "ReplicationController"):
            return template(spec, path("spec", "template"), replicas: spec?["replicas"]?.integer ?? 1)
        case ("apps/v1", "DaemonSet"):
            var pod = template(spec, path("spec", "template"), replicas: 1)
            pod.isPerNode = true
            return pod
        case ("batch/v1", "Job"):
            return template(spec, path("spec", "template"), replicas: spec?["parallelism"]?.integer ?? 1)
        case ("batch/v1", "CronJob"):
            return template(
                spec?["jobTemplate"]?["spec"], path("spec", "jobTemplate", "spec", "template"), replicas: 0)
        default: return nil
        }
    }

    private static func template(_ owner: Value?, _ path: ValuePath, replicas: Int64) -> RenderedPod {
        let template = owner?["template"]
        return RenderedPod(
            replicas: max(0, replicas), isExact: true, path: path.appending(key: "spec"),
            annotations: template?["metadata"]?["annotations"]?.object ?? [:], spec: template?["spec"] ?? [:])
    }

    private static func path(_ keys: String...) -> ValuePath { ValuePath(keys.map(ValuePath.Step.key)) }

    // MARK: - Images

    /// Every image that an object names, each once, in the order in which it does.
    static func images(in object: Value) -> [String] {
        guard let kind = object["kind"]?.string, !withoutPods.contains(kind) else { return [] }
        var images: [String] = []
        collectImages(object, &images)
        return images
    }

    private static func collectImages(_ value: Value, _ images: inout [String]) {
        switch value {
        case .array(let elements):
            for element in elements { collectImages(element, &images) }
        case .object(let members):
            for (key, member) in members where key != "metadata" {
                if key == "image", let image = member.string, !image.isEmpty {
                    if !images.contains(image) { images.append(image) }
                } else {
                    collectImages(member, &images)
                }
            }
        default: return
        }
    }
}
