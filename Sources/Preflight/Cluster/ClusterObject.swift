import Value

/// An object of a list that was cut down to some fields; what was cut off reads as absent.
struct ClusterObject: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func all(_ list: Value) -> [ClusterObject] { (list.array ?? []).map(ClusterObject.init) }

    private var metadata: Value? { value["metadata"] }
    var name: String { metadata?["name"]?.string ?? "" }
    var namespace: String { metadata?["namespace"]?.string ?? "" }
    /// As messages name it.
    var place: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
    var labels: Object { metadata?["labels"]?.object ?? Object() }
    var isGoing: Bool { metadata?["deletionTimestamp"]?.string != nil }
    var finalizers: [String] { Self.texts(metadata?["finalizers"]) }

    func label(_ key: String) -> String? { labels[key]?.string }
    func annotation(_ key: String) -> String? { metadata?["annotations"]?[key]?.string }

    /// The release that Helm says it belongs to.
    var release: ReleaseMark? {
        guard let name = annotation("meta.helm.sh/release-name"),
            let namespace = annotation("meta.helm.sh/release-namespace")
        else { return nil }
        return ReleaseMark(namespace: namespace, name: name)
    }

    /// The conditions of that type and status, in the object's order.
    func conditions(_ isMeant: (_ type: String, _ status: String) -> Bool) -> [Condition] {
        (value["status"]?["conditions"]?.array ?? []).map(Condition.init).filter { isMeant($0.type, $0.status) }
    }

    struct Condition: Sendable, Hashable {
        var type: String
        var status: String
        /// The message, else the reason.
        var words: String

        init(_ value: Value) {
            type = value["type"]?.string ?? ""
            status = value["status"]?.string ?? ""
            let message = value["message"]?.string ?? ""
            words = message.isEmpty ? value["reason"]?.string ?? "" : message
        }
    }

    static func texts(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }
}

/// A release of Helm's, as its objects name it.
struct ReleaseMark: Sendable, Hashable {
    var namespace: String
    var name: String

    var text: String { "\(namespace)/\(name)" }
}
