import Providers
public import Value

/// One value of a chart, as it was recorded and as it is to be.
public struct ValueChange: Sendable, Equatable {
    /// Of the value, such as `resources.gpu`.
    public var name: String
    /// Nil where the chart leaves it open.
    public var before: Value?
    public var after: Value?
    /// Whether it may be printed: texts that are no knob's may be what nobody should read.
    public var isShown: Bool

    /// Such as `replicas 4 → 1`.
    public var words: String {
        isShown ? "\(name) \(Self.text(before)) → \(Self.text(after))" : "\(name) changes"
    }

    /// The same of a value that stays, such as `replicas 4`.
    var keptWords: String { isShown ? "\(name) \(Self.text(before))" : name }

    public var value: Value {
        [
            "name": .string(name), "before": (isShown ? before : nil) ?? .null,
            "after": (isShown ? after : nil) ?? .null,
        ]
    }

    private static func text(_ value: Value?) -> String {
        switch value {
        case nil, .null?, .string("")?: "unset"
        case .string(let text)?: text
        case let other?: other.json()
        }
    }

    /// - Parameter further: names of texts that may be printed besides those of the knobs.
    init(path: [String], from before: Value?, to after: Value?, showing further: Set<String> = []) {
        name = path.joined(separator: ".")
        self.before = before
        self.after = after
        let isNamed = further.contains(name) || DeploymentKnob.all.contains { $0.path == path }
        isShown = [before, after].allSatisfy { value in
            switch value {
            case nil, .null?, .bool?, .integer?, .float?, .string("")?: true
            case .string?: isNamed
            default: false
            }
        }
    }
}

extension Object {
    /// Every value that is no object, by the keys that lead to it; an object without members is one, too.
    var leaves: [(path: [String], value: Value)] {
        flatMap { key, value -> [(path: [String], value: Value)] in
            guard let members = value.object, !members.isEmpty else { return [(path: [key], value: value)] }
            return members.leaves.map { (path: [key] + $0.path, value: $0.value) }
        }
    }

    /// Nil where there is none, and for null.
    func value(at path: [String]) -> Value? {
        let found = path.reduce(Value?.some(.object(self))) { $0?[$1] }
        return found?.isNull == true ? nil : found
    }
}
