import Value

/// What an expression is evaluated with.
enum Variables: Sendable {
    case json([String: Value])
    case made([String: Datum])

    subscript(name: String) -> Datum? {
        switch self {
        case .json(let values): values[name].map(Datum.init)
        case .made(let values): values[name]
        }
    }

    /// Whether a name has dots in it.
    var haveDots: Bool {
        switch self {
        case .json(let values): values.keys.contains { $0.utf8.contains(UInt8(ascii: ".")) }
        case .made(let values): values.keys.contains { $0.utf8.contains(UInt8(ascii: ".")) }
        }
    }
}
