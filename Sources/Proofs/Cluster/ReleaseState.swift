public import Value

/// What is there of a release, without what differs from one run to the next by nature.
public struct ReleaseState: Sendable, Equatable {
    public struct Revision: Sendable, Hashable {
        public var number: Int
        /// Helm's word.
        public var status: String

        public init(_ number: Int, _ status: String) {
            self.number = number
            self.status = status
        }
    }

    /// By kind and name: those of the namespace, the cluster roles that are the release's, and the chart's CRDs.
    public var objects: [String: Value]
    /// The oldest first.
    public var revisions: [Revision]
    /// Names of the Leases that runs hold, or left behind.
    public var locks: [String]

    public init(objects: [String: Value] = [:], revisions: [Revision] = [], locks: [String] = []) {
        self.objects = objects
        self.revisions = revisions
        self.locks = locks
    }
}

extension ReleaseState {
    /// Kind and name, as objects are named here.
    static func key(of object: Value) -> String {
        "\(object["kind"]?.string ?? "?")/\(object["metadata"]?["name"]?.string ?? "?")"
    }

    /// An object without what the server gives to each one of its own.
    ///
    /// Who manages fields other than those of the status stays, as `managers`.
    static func essence(of object: Value) -> Value {
        guard var fields = object.object, var metadata = fields["metadata"]?.object else { return object }
        let managers = (metadata["managedFields"]?.array ?? []).filter { entry in
            (entry["fieldsV1"]?.object?.keys ?? []).contains { $0 != "f:status" }
        }.map { "\($0["manager"]?.string ?? "") \($0["operation"]?.string ?? "")" }
        for key in ["uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "managedFields"] {
            metadata[key] = nil
        }
        fields["metadata"] = .object(metadata)
        fields["status"] = nil
        fields["managers"] = .array(Set(managers).sorted().map { .string($0) })
        if fields["kind"] == "Service", var spec = fields["spec"]?.object {
            for key in ["clusterIP", "clusterIPs"] { spec[key] = nil }
            fields["spec"] = .object(spec)
        }
        return Value.object(fields).without(["controller-uid", "batch.kubernetes.io/controller-uid"])
    }
}

extension Value {
    /// The same with these keys left out wherever they are.
    fileprivate func without(_ keys: Set<String>) -> Value {
        switch self {
        case .object(let object):
            .object(Object(object.filter { !keys.contains($0.key) }.map { ($0.key, $0.value.without(keys)) }))
        case .array(let items): .array(items.map { $0.without(keys) })
        default: self
        }
    }
}
