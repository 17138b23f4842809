import GoTemplate

/// Says which of the user's values a template failed on, by its path in a values file.
struct ValueFault {
    /// A sentence without an end.
    let description: String
    /// What the user can do about it.
    let hint: String?

    /// nil where the error is about no value, or not about what the value is.
    init?(_ error: TemplateError, in values: TemplateMap) {
        guard let lookup = error.lookup, let message = error.frames.first?.message,
            Self.causes.contains(where: message.hasPrefix)
        else { return nil }
        let path = ValuesSearch(values).path(to: lookup.owner).map { Self.joined($0 + [.key(lookup.key)]) }
        let subject = path.map { "the value \($0)" } ?? lookup.path
        let state =
            switch lookup.kind {
            case nil: "is not set"
            case .invalid: "is null"
            case let kind?: "is \(Self.name(of: kind))"
            }
        let isMissing = lookup.kind == nil || lookup.kind == .invalid
        description = subject + " " + state + (lookup.next.map { ", so it has no \($0)" } ?? "")
        hint =
            if let path, isMissing {
                "set \(path + (lookup.next.map { "." + Self.escaped($0) } ?? "")) in a values file or with --set"
            } else { nil }
    }

    /// How Go's messages begin that are about what a value is.
    private static let causes = [
        "nil pointer evaluating interface {}.", "can't evaluate field ", "wrong type for value; expected ",
        "invalid value; expected ", "range can't iterate over ",
    ]

    private static func name(of kind: GoKind) -> String {
        switch kind {
        case .bool: "a boolean"
        case .map: "a map"
        case .slice: "a list"
        case .string: "a string"
        case _ where kind.isSigned || kind.isUnsigned || kind.isFloat: "a number"
        default: "a \(kind.rawValue)"
        }
    }

    /// The path as `--set` takes it.
    private static func joined(_ steps: [ValuesSearch.Step]) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + escaped(key)
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    private static func escaped(_ key: String) -> String {
        String(key.flatMap { ".,[]=\\".contains($0) ? ["\\", $0] : [$0] })
    }
}

/// Finds where a map is inside the values, by its identity: templates pass values on under other names.
struct ValuesSearch {
    enum Step: Equatable { case key(String), index(Int) }

    private let root: TemplateMap

    init(_ root: TemplateMap) { self.root = root }

    /// The shortest way from the root, first by keys; nil where the map is none of the values.
    func path(to owner: ObjectIdentifier) -> [Step]? {
        var seen: Set<ObjectIdentifier> = []
        var queue: [(value: TemplateValue, path: [Step])] = [(.map(root), [])]
        var index = 0
        // Templates may put a map into itself, and values may be large.
        while index < queue.count, index < Self.maximumValues {
            let (value, path) = queue[index]
            index += 1
            if case .map(let map) = value {
                if map.identity == owner { return path }
                guard seen.insert(map.identity).inserted else { continue }
                map.forEach { key, value in
                    if Self.isContainer(value) { queue.append((value, path + [.key(key)])) }
                }
            } else if let elements = value.elements {
                for (index, value) in elements.enumerated() where Self.isContainer(value) {
                    queue.append((value, path + [.index(index)]))
                }
            }
        }
        return nil
    }

    private static let maximumValues = 100_000

    private static func isContainer(_ value: TemplateValue) -> Bool {
        switch value {
        case .map, .list, .typedList: true
        default: false
        }
    }
}
