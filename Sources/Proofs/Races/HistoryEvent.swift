import Value

/// A change of an object, as the API server recorded it.
struct HistoryEvent: Sendable, Equatable {
    enum Kind: Sendable { case stored, deleted }

    /// The store counts every change of every object by one number, so that it orders Leases, records and objects alike.
    var version: Int
    var kind: Kind
    var object: Value

    init(_ kind: Kind, _ object: Value) {
        self.kind = kind
        self.object = object
        version = Int(object["metadata"]?["resourceVersion"]?.string ?? "") ?? 0
    }

    var name: String { object["metadata"]?["name"]?.string ?? "" }
    var type: String { object["kind"]?.string ?? "" }
    func label(_ name: String) -> String? { object["metadata"]?["labels"]?[name]?.string }
    func annotation(_ name: String) -> String? { object["metadata"]?["annotations"]?[name]?.string }
}
