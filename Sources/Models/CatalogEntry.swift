import Value
import YAML

/// One entry of a catalog file.
struct CatalogEntry {
    private static let fields: Set<String> = [
        "id", "name", "description", "task", "parameters", "architecture", "contextLength", "engines", "memory",
        "license", "gated",
    ]
    static let contextLength: ClosedRange<Int64> = 1...1_000_000_000

    static func model(_ entry: YAMLFields) throws -> Model {
        try entry.rejectUnknown(known: fields)
        let id = try entry.requiredString("id")
        guard Model.isRepositoryID(id) else {
            throw entry.error("id", "'\(id)' is not a repository id such as Qwen/Qwen3-0.6B")
        }
        return Model(
            id: id, name: try entry.string("name") ?? id, summary: try entry.string("description") ?? "",
            task: try entry.string("task") ?? "text-generation", parameters: try entry.string("parameters"),
            architecture: try entry.string("architecture"),
            contextLength: try entry.integer("contextLength", in: contextLength),
            engines: try entry.strings("engines"), memory: try memory(entry), license: try entry.string("license"),
            isGated: try entry.bool("gated"))
    }

    private static func memory(_ entry: YAMLFields) throws -> Quantity? {
        guard let text = try entry.string("memory") else { return nil }
        do { return try Quantity(text) } catch { throw entry.error("memory", "is not a quantity: \(error)") }
    }
}
