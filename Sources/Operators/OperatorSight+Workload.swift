import Releases
import Value

extension OperatorSight {
    /// A Deployment or DaemonSet of the operator.
    public struct Workload: Sendable, Equatable {
        public var namespace: String
        public var object: Found
        /// By its label `app.kubernetes.io/version`.
        public var version: String?
        /// By the tag of its image; nil where that is no version, and where it is not clear which of several it is.
        public var imageVersion: String?
        /// Whether it wants no pods.
        public var isIdle = false
        /// Whether another object's controller made it, whose part it is.
        public var isPart = false
    }

    /// Where an operator is: the workloads of one release, or of one namespace where no release has them.
    struct Copy: Equatable {
        var namespace: String
        /// Nil where no release has it.
        var release: OperatorDecision.Place?
        /// One of its workloads; nil where none was seen.
        var workload: String?
    }

    /// Each copy of it that is at work, once.
    ///
    /// A copy whose workloads all want no pods counts only where no other is at work. groundcrew's own release counts
    /// without any: the next run brings them back.
    var copies: [Copy] {
        let whole = workloads.filter { !$0.isPart }
        let busy = whole.filter { !$0.isIdle }
        var copies: [Copy] = []
        if let here = releases.here, releases.isOwn(here), here.status != "uninstalled" {
            copies.append(Copy(namespace: here.namespace, release: OperatorJudge.place(here)))
        }
        for workload in busy.isEmpty ? whole : busy {
            let copy = Copy(
                namespace: workload.namespace, release: workload.object.release, workload: workload.object.name)
            guard let release = copy.release else {
                copies.append(copy)
                continue
            }
            if !copies.contains(where: { $0.release == release }) { copies.append(copy) }
        }
        return copies.enumerated()
            .filter { index, copy in
                guard copy.release == nil else { return true }
                // What no release has belongs to the one of its namespace, or to what was found there first.
                return !copies.contains { $0.release != nil && $0.namespace == copy.namespace }
                    && !copies.prefix(index).contains { $0.namespace == copy.namespace }
            }
            .map { $0.element }
    }
}

extension OperatorSight.Workload {
    init(_ object: Value) {
        let metadata = object["metadata"]
        self.init(
            namespace: metadata?["namespace"]?.string ?? "", object: .init(object),
            version: metadata?["labels"]?["app.kubernetes.io/version"]?.string,
            imageVersion: Self.imageVersion(of: object["spec"]?["template"]),
            isIdle: object["spec"]?["replicas"]?.integer == 0,
            isPart: (metadata?["ownerReferences"]?.array ?? []).contains { $0["controller"] == true })
    }

    /// Of the container that is the main one, where the pods say which, else of all of them.
    private static func imageVersion(of template: Value?) -> String? {
        let main = template?["metadata"]?["annotations"]?["kubectl.kubernetes.io/default-container"]?.string
        let containers = (template?["spec"]?["containers"]?.array ?? []).filter {
            main == nil || $0["name"]?.string == main
        }
        let versions = containers.map { $0["image"]?.string.flatMap(tag).flatMap(OperatorVersion.release) }
        guard let first = versions.first, versions.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// `v1.2.3` of `registry:5000/a/b:v1.2.3@sha256:…`; nil where there is none.
    private static func tag(of image: String) -> String? {
        let name = image.prefix { $0 != "@" }
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? name
        return last.firstIndex(of: ":").map { String(last[last.index(after: $0)...]) }
    }
}
