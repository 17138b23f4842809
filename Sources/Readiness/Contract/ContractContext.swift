import Expressions
public import Value

/// What a contract looks at besides the object itself.
///
/// It travels within the object, under a key that no object has, so that whoever hands objects on hands it on, too.
public struct ContractContext: Sendable, Equatable {
    /// By the contract's names; those that are absent, or could not be read, are left out.
    public var related: Object
    /// Warning Events of the object, the newest first.
    public var events: [Event]

    public struct Event: Sendable, Equatable {
        public var reason: String
        public var message: String
        public var count: Int64
        /// Whole seconds since it was last seen.
        public var age: Int64

        public init(reason: String, message: String, count: Int64 = 1, age: Int64 = 0) {
            self.reason = reason
            self.message = message
            self.count = count
            self.age = age
        }

        var value: Value {
            [
                "reason": .string(reason), "message": .string(message), "count": .integer(count),
                "age": .integer(age),
            ]
        }
    }

    private static let key = "groundcrew/context"

    public init(related: Object = [:], events: [Event] = []) {
        self.related = related
        self.events = events
    }

    /// What was put into the object; empty where nothing was.
    public init(in object: Value) {
        let context = object[Self.key]
        related = context?["related"]?.object ?? [:]
        events = (context?["events"]?.array ?? []).map { event in
            Event(
                reason: event["reason"]?.string ?? "", message: event["message"]?.string ?? "",
                count: event["count"]?.integer ?? 1, age: event["age"]?.integer ?? 0)
        }
    }

    /// The object with this in it.
    public func put(into object: Value) -> Value {
        guard var members = object.object else { return object }
        members[Self.key] = ["related": .object(related), "events": .array(events.map(\.value))]
        return .object(members)
    }

    /// The object as the server has it.
    public static func removed(from object: Value) -> Value {
        guard var members = object.object, members[key] != nil else { return object }
        members[key] = nil
        return .object(members)
    }
}

extension ReadinessContract {
    /// Whether the object alone does not say how it stands.
    public var needsContext: Bool { !related.isEmpty || readsEvents }

    /// Which object a related one is, for this object.
    ///
    /// - Returns: nil where its name comes out empty: there is none then. The namespace is the object's own unless the
    ///   section says otherwise.
    /// - Throws: `ReadinessError` when its name cannot be told.
    public func place(
        of other: Related, for object: Value
    ) throws(ReadinessError) -> (name: String, namespace: String?)? {
        let variables = ["object": ContractContext.removed(from: object)]
        do {
            let name = try other.objectName.render(variables)
            guard !name.isEmpty else { return nil }
            let namespace = try other.namespace?.render(variables) ?? object["metadata"]?["namespace"]?.string
            return (name, namespace)
        } catch {
            throw ReadinessError(
                .evaluationFailed, error.message, path: "related.\(other.name)", underlying: error)
        }
    }
}
