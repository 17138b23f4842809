import Value
import YAML

/// Reads one entry of a catalog file, naming file and line in every error.
struct CatalogEntry {
    private static let fields: Set<String> = [
        "id", "name", "description", "task", "parameters", "contextLength", "engines", "memory", "licence", "gated",
    ]

    private let entry: Object
    private let path: String
    private let document: YAMLDocument
    private let file: String

    init(_ value: Value, index: Int, document: YAMLDocument, file: String) throws(ModelError) {
        path = "[\(index)]"
        self.document = document
        self.file = file
        guard let object = value.object else {
            throw ModelError(.invalidCatalog, "\(file): entry \(index + 1) is a \(value.typeName), not a model")
        }
        entry = object
        for key in object.keys where !Self.fields.contains(key) {
            throw error(key, "unknown field \(key); known are \(Self.fields.sorted().joined(separator: ", "))")
        }
    }

    func model() throws(ModelError) -> Model {
        guard let id = try string("id"), Self.isRepositoryID(id) else {
            throw error("id", "a model needs an id such as Qwen/Qwen3-0.6B")
        }
        return Model(
            id: id, name: try string("name") ?? id, summary: try string("description") ?? "",
            task: try string("task") ?? "text-generation", parameters: try string("parameters"),
            contextLength: try positive("contextLength"), engines: try strings("engines"), memory: try memory(),
            licence: try string("licence"), isGated: try bool("gated"))
    }

    static func isRepositoryID(_ id: String) -> Bool {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
                    return false
                }
                return part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
            }
    }

    private func string(_ key: String) throws(ModelError) -> String? {
        guard let value = entry[key] else { return nil }
        guard let string = value.string else { throw wrongType(key, value, "a string") }
        return string
    }

    private func positive(_ key: String) throws(ModelError) -> Int64? {
        guard let value = entry[key] else { return nil }
        guard case .integer(let number) = value, number > 0 else { throw wrongType(key, value, "a positive integer") }
        return number
    }

    private func bool(_ key: String) throws(ModelError) -> Bool? {
        guard let value = entry[key] else { return nil }
        guard let bool = value.bool else { throw wrongType(key, value, "true or false") }
        return bool
    }

    private func strings(_ key: String) throws(ModelError) -> [String]? {
        guard let value = entry[key] else { return nil }
        let strings = value.array?.compactMap(\.string)
        guard let strings, strings.count == value.array?.count else { throw wrongType(key, value, "a list of strings") }
        return strings
    }

    private func memory() throws(ModelError) -> Quantity? {
        guard let text = try string("memory") else { return nil }
        do { return try Quantity(text) } catch { throw self.error("memory", "memory: \(error)") }
    }

    private func wrongType(_ key: String, _ value: Value, _ wanted: String) -> ModelError {
        error(key, "\(key) is a \(value.typeName); it must be \(wanted)")
    }

    private func error(_ key: String, _ message: String) -> ModelError {
        let place = document.location(of: "\(path).\(key)") ?? document.location(of: path)
        return ModelError(.invalidCatalog, "\(place ?? file): \(message)")
    }
}
