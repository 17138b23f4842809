extension Node {
    /// "a.b.c" when the node is nothing but names; ".a.b" when it begins with a dot.
    var qualifiedName: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, let field, false): operand.qualifiedName.map { "\($0).\(field)" }
        default: nil
        }
    }

    /// The name that a chain of names begins with.
    var firstName: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, _, _): operand.firstName
        default: nil
        }
    }
}

/// Where names are looked up: in a container `a.b`, the name `x` is `a.b.x`, else `a.x`, else `x`. One that begins with
/// a dot is taken as it is, whatever the container and the variables of macros.
struct Container: Sendable {
    private let parts: [Substring]

    static let none = Container("")

    init(_ name: String) { parts = name.split(separator: ".") }

    var isEmpty: Bool { parts.isEmpty }

    /// The variables that the name may mean, the nearest first.
    func candidates(_ name: String) -> [String] {
        if name.hasPrefix(".") { return [String(name.dropFirst())] }
        if parts.isEmpty { return [name] }
        return (0...parts.count).reversed().map { count in
            (parts[..<count] + [Substring(name)]).joined(separator: ".")
        }
    }
}
