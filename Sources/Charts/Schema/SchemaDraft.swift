/// The versions of JSON Schema that Helm's library knows.
enum SchemaDraft: Int, Comparable {
    case four = 4
    case six = 6
    case seven = 7
    case nineteen = 2019
    case twenty = 2020

    static func < (left: SchemaDraft, right: SchemaDraft) -> Bool { left.rawValue < right.rawValue }

    /// From `$schema`; the newest when there is none; nil for one that is not known.
    init?(uri: String?) {
        guard var uri = uri?[...] else {
            self = .twenty
            return
        }
        if uri.hasSuffix("#") { uri.removeLast() }
        for prefix in ["http://", "https://"] where uri.hasPrefix(prefix) { uri.removeFirst(prefix.count) }
        switch uri {
        case "json-schema.org/schema", "json-schema.org/draft/2020-12/schema": self = .twenty
        case "json-schema.org/draft/2019-09/schema": self = .nineteen
        case "json-schema.org/draft-07/schema": self = .seven
        case "json-schema.org/draft-06/schema": self = .six
        case "json-schema.org/draft-04/schema": self = .four
        default: return nil
        }
    }
}
